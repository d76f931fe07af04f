"""Hours and money between municipalities: an append-only ledger and what follows from it."""
