"""``klangbro bench core``: what the playout of one far end costs, and where it goes."""
