"""Both clients of a lesson: ``native`` for this machine's sound card, ``web`` for a browser (TypeScript)."""
