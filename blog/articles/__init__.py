"""The articles noun: what the editor writes."""
