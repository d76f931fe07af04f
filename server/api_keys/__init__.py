"""Keys by which a municipality's other systems use the API: scoped, shown once, running out."""
