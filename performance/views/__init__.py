"""The pages of the second floor, one module for each subject."""
