"""A soak test of real servers: see `__main__`."""
