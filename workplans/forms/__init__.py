"""Forms: what is asked, and whether the answers can be read. Rules that need other rows stand in operations."""
