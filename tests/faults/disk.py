"""A small disk of its own for the data, which can be full. It needs the right to mount; without it the fault is left out."""

import subprocess
from contextlib import suppress
from pathlib import Path

SIZE = 500  # MB


class Disk:
    """A folder of a limited size."""

    def __init__(self, folder: Path):
        self.folder = folder
        folder.mkdir(mode=0o755)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}m,mode=755", "tmpfs", str(folder)]
        try:
            done = subprocess.run(mount, check=False, capture_output=True)
            self.limited = done.returncode == 0
        except FileNotFoundError:
            self.limited = False

    def fill(self) -> None:
        """Leave not one byte free."""
        block = bytes(1 << 20)
        with (self.folder / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
            while True:
                ballast.write(block)

    def free(self) -> None:
        """Take away what filled it."""
        (self.folder / "ballast").unlink(missing_ok=True)

    def unmount(self) -> None:
        """Give the memory back."""
        if self.limited:
            subprocess.run(["umount", "-l", str(self.folder)], check=False)
