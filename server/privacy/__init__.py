"""People's data: what they permit, how long it is kept, what there is of them, and how it is forgotten."""
