"""How official papers write deadlines and responsible units, as tables of patterns."""
