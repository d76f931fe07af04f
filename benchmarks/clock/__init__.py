"""How well two ends agree on what time it is."""
