"""In which texts of this room words are found. Why each has the index it has: docs/decisions/0014-finding-words.md"""

from units.finding import Findable

# The row as printed: what is asked for, of whom, and by when. PostgreSQL serves offices with many years of tasks; SQLite
# would take half as long again for importing them, and looks through an office's tasks in milliseconds.
TASKS = Findable("tasks_task", ("requirement", "units_raw", "deadline_raw"), frozenset(["postgresql"]))
# The longest texts and the most rows, written one by one.
REPORTS = Findable("tasks_progressreport", ("progress", "problem", "next_step"), frozenset(["postgresql", "sqlite"]))
