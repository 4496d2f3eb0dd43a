"""What `make bench` runs: every figure beside what is asked for, all measured side by side in one run."""
