"""Measuring and simulating the lesson service: load from outside, and whole weeks of bad luck from a seed."""
