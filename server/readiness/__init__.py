"""What places measured of themselves, hour by hour, and what they are good for."""
