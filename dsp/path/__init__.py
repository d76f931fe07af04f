"""What packets met on a path, and what that is worth to two who play: pure laws for whoever measured it."""
