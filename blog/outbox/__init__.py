"""The outbox noun: mail waiting to go, and leases for what only one worker may do."""
