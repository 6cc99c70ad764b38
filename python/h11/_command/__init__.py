"""What ``python -m h11`` does."""
