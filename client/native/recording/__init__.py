"""Recording at a native end: its own microphone, whole, kept until the server has it."""
