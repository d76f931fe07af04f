"""``klangbro bench conceal``: how near to the sound that was lost is what is played in its place."""

from benchmarks.conceal import bench

__all__ = ["bench"]
