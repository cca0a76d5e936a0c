"""What the desk says of a comment, in the queue as in a mail: its row, and the words for what is stored as code."""
