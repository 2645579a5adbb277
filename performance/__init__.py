"""Second floor: what is measured, where, when, and in which colours."""
