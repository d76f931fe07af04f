"""Short codes: an invite that can be read out on the telephone and typed, for half an hour."""
