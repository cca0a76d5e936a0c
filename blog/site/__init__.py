"""The site noun: what the admin decided about it, its former addresses, and the version of what readers see."""
