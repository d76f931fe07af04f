"""A keyboard on this machine, and the other's played on it."""
