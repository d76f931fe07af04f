"""Cards of the staff: what they teach, for whom they work, what they offer the network."""
