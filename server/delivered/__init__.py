"""What was delivered: proposed from who was in the lesson, confirmed by the teacher, entered."""
