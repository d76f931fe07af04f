"""Playing to a backing track over a network: whether the pupil is heard on it."""
