"""Other programs in the field, installed here or not, on the same graph and the same link as ours."""
