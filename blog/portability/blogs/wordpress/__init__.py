"""Blogs that WordPress wrote into a file (WXR 1.0 to 1.2)."""
