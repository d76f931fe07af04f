"""What the ends of a lesson have recorded: who may be, what they upload, and what is made of it."""
