"""台账: the assignments of plans as a workbook for people and as lines for machines, as of any day."""
