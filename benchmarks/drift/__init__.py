"""``klangbro bench drift``: two clocks that part, and a delay that is changed without being heard."""
