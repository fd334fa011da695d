"""Files that prove an answer: which are taken, under which name, where they lie. Plain functions; no model."""
