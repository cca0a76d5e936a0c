"""The whole blog on its way out as one file that is written while it is read: in the memory of a few rows, and in short
reads, so that however slowly somebody takes it, no write waits and the database's log does not grow meanwhile.
"""
