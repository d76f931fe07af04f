"""Posts composed of what several municipalities need: stated, composed, advertised, filled."""
