"""The sound of a lesson, handed from a page to the companion beside it and back: what is heard meanwhile."""
