"""Who: offices, units, aliases, groups, people and their roles; who may see what; the history of acts."""
