"""The schema's history, one step a file; they stay as they were when they were released."""
