"""Bringing an alliance's papers in: what the blocks of a document mean, with findings. Files are read by workplans."""
