"""The backups: made on a schedule, each checked before it counts, and brought back."""
