"""A soak of real servers on this h11: see `__main__`."""
