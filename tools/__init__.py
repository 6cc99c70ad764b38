"""What the demonstration, the benchmarks and the tests share."""
