"""Commands in a data folder, as an operator runs them."""

import subprocess
import sys
from pathlib import Path

from tests.services import clean_environment

ROOT = Path(__file__).resolve().parents[2]


def manage(var, *command, **more) -> subprocess.CompletedProcess:
    """Run manage.py; more: more of the environment."""
    environment = clean_environment() | {"GOVOPEN_VAR": str(var), "DJANGO_SETTINGS_MODULE": "govopen.settings.dev"}
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment | more,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
