"""Top floor: the board's view of everything, and the front door (settings, addresses, worker)."""
