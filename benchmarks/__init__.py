"""What `make bench` runs: every claim of speed, measured beside its peer in one run."""
