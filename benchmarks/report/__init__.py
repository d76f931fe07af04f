"""Pages to hand on: one self-contained HTML file each, readable in light, in dark and on paper."""

from benchmarks.report.lesson import lesson_page
from benchmarks.report.page import page

__all__ = ["lesson_page", "page"]
