"""Keys pressed at one end, played at the other on the lesson clock."""
