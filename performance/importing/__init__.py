"""Published waiting-times files -> rows of figures and findings. Knows no database, no clock and no Django."""
