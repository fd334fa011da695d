"""Overview, matrix, and later the circular and the public page. Reads everything, owns nothing."""
