"""Raw messages written for the comparison, as data and as small generators of data."""
