"""The machinery of the comparison: scripts, workers, records, shrinking and printing."""
