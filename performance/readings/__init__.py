"""How people choose to have a chart read."""
