"""Keys pressed at one end and heard at the other: whether the rhythm survives the network."""
