"""Third floor: the work plans of managed clinical networks."""
