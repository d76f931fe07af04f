"""``klangbro bench jitter``: how long every law waits, on identical packets, and how long it need have waited."""
