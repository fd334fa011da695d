"""Measures against the least that any program would have to do. Run by hand; numbers depend on the machine."""
