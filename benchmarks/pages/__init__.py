"""Real pages in real browsers, measured: how late they hear and see, and what they need."""
