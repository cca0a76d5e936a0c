"""The comments noun: what readers write, why it waits, and what was decided."""
