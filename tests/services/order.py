"""In which order parallel processes take the files."""

from collections import Counter

# More than ten seconds of a processor each, or much waiting; the longest first. The others follow by number of tests.
LONGEST = (
    "operations/backup/test_online.py",
    "operations/backup/test_restoring.py",
    "operations/backup/test_deaths.py",
    "operations/test_upgrade.py",
    "browser/test_for_everybody.py",
    "reports/test_agreement.py",
    "operations/test_move_to_postgresql.py",
    "browser/test_real_stack.py",
    "reminders/test_processes.py",
    "imports/test_processes.py",
    "browser/test_import_progress.py",
    "operations/test_up.py",
    "permissions/test_routes.py",
    "operations/backup/test_damage.py",
    "imports/test_export.py",
    "admin/test_pages.py",
    "admin/test_access.py",
)
PLACES = {f"tests/{name}": place for place, name in enumerate(LONGEST)}


def longest_first(items: list) -> None:
    """Sort the tests; those of one file stay as they are among themselves."""
    files = [item.nodeid.partition("::")[0] for item in items]
    numbers = Counter(files)
    rank = {file: (PLACES.get(file, len(PLACES)), -numbers[file], file) for file in numbers}
    items[:] = [item for _, item in sorted(zip(files, items, strict=True), key=lambda pair: rank[pair[0]])]
