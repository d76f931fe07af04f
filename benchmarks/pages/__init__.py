"""Real pages in real browsers, measured: how late they hear and see, and what they do on a path too thin."""
