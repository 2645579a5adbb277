"""Figures that an alliance counts itself, week by week or month by month; never about a single patient."""
