"""``klangbro bench jitter``: how long every law waits, on identical packets."""
