"""The subscriptions noun: who is told by mail what becomes of their comment, and who answers it."""
