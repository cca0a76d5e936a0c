"""The people noun: the one admin, where they are signed in, and how often somebody guessed."""
