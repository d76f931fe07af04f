"""Bridges to other systems: tables of people and lessons come in and go out, as CSV or XLSX."""
