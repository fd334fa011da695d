"""Writes official papers: the way back from rows to a file that an office would print."""
