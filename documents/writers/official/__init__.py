"""Writes official papers (公文) as Word files in the form of GB/T 9704-2012, from a plain description."""
