"""Figures of a file into the database: staged, compared, written. A few statements over all rows, on both databases."""
