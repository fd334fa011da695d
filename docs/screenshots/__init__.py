"""Takes the pictures of README and the manuals from the running product: ``make screenshots``."""
