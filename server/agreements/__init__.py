"""Agreements between municipalities: drafted by one, approved by each, in force, ended."""
