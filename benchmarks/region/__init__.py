"""How fast the staff pages are with four years of a whole region, and how tables of ten thousand come in."""
