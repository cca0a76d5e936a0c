"""Articles on their way out to a folder of Markdown files, and in from such a folder, ours or another tool's."""
