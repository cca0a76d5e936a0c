"""What a database needs before rows are put into it in bulk, and after: a file each, under the same names."""
