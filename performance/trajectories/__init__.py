"""Trajectories: planned values by month or quarter beside what came of them, and the verbs that set them."""
