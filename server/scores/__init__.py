"""Score files of a lesson: taken in, given out to those who are in it, gone with the lesson."""
