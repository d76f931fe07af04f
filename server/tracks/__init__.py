"""Backing tracks of a lesson: taken in, made slower or moved to another key, given to those who are in it."""
