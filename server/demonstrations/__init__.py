"""What a teacher played for the homework: her own microphone alone, if she permits it."""
