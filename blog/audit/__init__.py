"""The audit noun: what happened at the desk, who did it, and from where."""
