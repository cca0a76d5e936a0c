"""A site carried from one database into another, of either kind, and looked at there: by count and by checksum."""
