"""Figures side by side with peers: a file each, run by `python -m benchmarks`."""
