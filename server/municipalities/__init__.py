"""The tenants: each municipality is the controller of its people's data."""
