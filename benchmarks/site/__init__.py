"""``klangbro bench site``: whether lessons can be given from this place."""
