"""Asks a virus scanner, where one is configured."""

import logging
import subprocess
from enum import Enum
from pathlib import Path

from django.conf import settings

log = logging.getLogger(__name__)


class Verdict(Enum):
    """What the scanner says; NONE when it could not be asked or did not finish."""

    CLEAN = "clean"
    BAD = "bad"
    NONE = "none"


def scan(path: Path) -> Verdict:
    """Return the verdict on a file. Without a scanner every file is clean."""
    if not settings.SCANNER:
        return Verdict.CLEAN
    command = [*settings.SCANNER, str(path)]
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        code = subprocess.run(command, **quiet, timeout=settings.SCANNER_SECONDS, check=False).returncode
    except (OSError, subprocess.TimeoutExpired) as error:
        log.error("the scanner gives no verdict on %s: %s", path.name, error)
        return Verdict.NONE
    if code not in (0, 1):
        log.error("the scanner gives no verdict on %s: it ended with %s", path.name, code)
    return {0: Verdict.CLEAN, 1: Verdict.BAD}.get(code, Verdict.NONE)
