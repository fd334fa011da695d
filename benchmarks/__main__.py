"""`python -m benchmarks [--quick]`: every benchmark that has a floor, on both databases, and one table of them (docs/benchmarks.md).

About ten minutes; --quick takes sizes that tell in three minutes whether something got worse, and writes to the screen
only. Not among them, because they take a machine for themselves and longer: load, scale, finding, and tests.faults.
"""

import argparse
import os
import platform
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.table import FILE, noted, table
from tests.services import clean_environment
from tests.services.postgres import postgres

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
# Words of the command line, in full and quick.
SIZES = {
    "reading": (["--rows", "51", "500", "5000", "--runs", "3"], ["--rows", "500", "--runs", "3"]),
    "importing": (
        ["--rows", "100", "500", "5000", "--runs", "3", "--stock", "300"],
        ["--rows", "500", "--runs", "2", "--stock", "0"],
    ),
    "lists": (["50000"], ["10000"]),
    "reminders": (["2000", "5"], ["300", "5"]),
    "reports": ([], []),
    "history": (["200000"], ["50000"]),
}
WITHOUT_DATABASE = {"reading"}
HEAD = """# Benchmarks

One command writes this page: `python -m benchmarks`. Each figure stands beside the least that the same machine needs for the same
thing (the floor); in brackets how many floors ours takes. "aim" is what we want at most. How each is measured stands in the module of
its name in `benchmarks/` and, with older and larger runs, in [benchmarks/README.md](../benchmarks/README.md); load, scale and faults in
[performance.md](performance.md).

"""


def main(given) -> None:
    """Run them all and write the page."""
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, postgres() as url:
        found = {
            "SQLite": measured(given.quick, Path(folder) / "sqlite", {}),
            "PostgreSQL": measured(given.quick, Path(folder) / "postgresql", {"DATABASE_URL": url}),
        }
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, load {before:.1f} before it began"
    text = f"{HEAD}{datetime.now(UTC):%d %B %Y}, {machine}.\n\n{table(found)}\n"
    if not given.quick:
        PAGE.write_text(text, encoding="utf-8")
    sys.stdout.write(text)


def measured(quick: bool, figures: Path, database: dict[str, str]) -> list[dict]:
    """Run the benchmarks on one database; their own words go to the screen."""
    for name, words in SIZES.items():
        if database and name in WITHOUT_DATABASE:
            continue
        command = [sys.executable, "-m", f"benchmarks.{name}", *words[quick]]
        environment = clean_environment() | database | {FILE: str(figures)}
        environment["GOVOPEN_VAR"] = str(figures.parent / "var")
        if subprocess.run(command, env=environment, check=False).returncode:
            sys.exit(f"benchmarks.{name} broke off")
    return noted(figures)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--quick", action="store_true", help="small sizes, three minutes, no page written")
    main(arguments.parse_args())
