"""Files that people hand in: which are taken, under which name, where they lie, and how they are given out. No model."""
