"""A municipality's people: pupils, guardians and staff, and which accounts are theirs."""
