"""A local Internet: who operates it, what its zones hold, which of them lie, and the files that servers read."""
