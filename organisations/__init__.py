"""First floor: who. Alliances, networks, providers, people and what each may do."""
