"""Papers: each is collected once into a plain value, and rendered from that value as often as somebody asks."""
