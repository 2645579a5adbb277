"""Ground floor: plumbing that knows nothing of cancer."""
