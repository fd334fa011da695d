"""Writes docs/licences.md: what is installed with govopen and under which licence. `make licences`."""

import re
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK, LIST = ROOT / "requirements" / "production.txt", ROOT / "docs" / "licences.md"
PIN = re.compile(r"^([\w.-]+)==([^\s;\\]+)", re.M)
SHORT = {
    "BSD License": "BSD",
    "MIT License": "MIT",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL with exceptions",
    "Python Software Foundation License": "PSF",
    "PSFL": "PSF",
}
HEAD = """# Licences

What is installed with govopen in production, from `requirements/production.txt`; written by `make licences` out of what
the packages say of themselves. govopen itself: MIT.

| package | version | licence |
|---|---|---|
"""


def licence(name: str) -> str:
    """Return what the package says: its expression, else its classifiers, else the first line of the old field."""
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return "(not for this system)"
    if expression := told.get("License-Expression"):
        return expression
    classifiers = [
        one.rpartition(" :: ")[2]
        for one in told.get_all("Classifier", [])
        if one.startswith("License :: OSI Approved :: ")
    ]
    words = classifiers or [(told.get("License") or "?").splitlines()[0]]
    return ", ".join(SHORT.get(one, one) for one in words)


def main() -> None:
    """Write the list."""
    rows = [f"| {name} | {version} | {licence(name)} |\n" for name, version in PIN.findall(LOCK.read_text("utf-8"))]
    LIST.write_text(HEAD + "".join(rows), encoding="utf-8")


if __name__ == "__main__":
    main()
