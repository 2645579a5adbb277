"""Forms of the top floor, one module for each subject."""
