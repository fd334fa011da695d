"""In which texts of this room words are found. Why each has the index it has: docs/decisions/0014-finding-words.md"""

from units.finding import Findable

# The row as printed: what is asked for, of whom, and by when. No index: an import of 5,000 rows would take twice as long
# for it, and an office's own tasks, some hundred a year, are looked through in milliseconds.
TASKS = Findable("tasks_task", ("requirement", "units_raw", "deadline_raw"))
# The longest texts and the most rows, and they are written one by one. An office's answers are not found by a key of
# their own but by its assignments, so looking them through takes ten times as long as looking through its tasks.
REPORTS = Findable("tasks_progressreport", ("progress", "problem", "next_step"), indexed=True)
