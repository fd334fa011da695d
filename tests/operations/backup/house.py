"""A real installation: a folder, a database, and commands that are run in it as an operator does."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.services import clean_environment

ROOT = Path(__file__).resolve().parents[3]


@dataclass
class House:
    """One installation. kind: sqlite or postgresql."""

    kind: str
    var: Path
    database_url: str

    @property
    def environment(self) -> dict[str, str]:
        told = {"GOVOPEN_VAR": str(self.var), "DATABASE_URL": self.database_url, "PYTHONUNBUFFERED": "1"}
        return clean_environment() | told | {"DJANGO_SETTINGS_MODULE": "govopen.settings.test"}

    def manage(self, *words, typed="", **told) -> subprocess.CompletedProcess:
        """Run manage.py; told: more of the environment."""
        return self._run([sys.executable, "manage.py", *map(str, words)], typed, told)

    def act(self, *words, typed="") -> subprocess.CompletedProcess:
        """Run tests/operations/backup/child.py."""
        return self._run(self.command(*words), typed, {})

    def command(self, *words) -> list[str]:
        return [sys.executable, "-m", "tests.operations.backup.child", *map(str, words)]

    def start(self, *words) -> subprocess.Popen:
        """Start the child and let it run."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        return subprocess.Popen(self.command(*words), cwd=ROOT, env=self.environment, **pipes)

    def look(self) -> dict:
        """Return what is in it (child.look)."""
        done = self.act("look")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    def backup(self, where, *words) -> Path:
        """Make a backup that must succeed and return where it is."""
        before = set(Path(where).iterdir()) if Path(where).is_dir() else set()
        done = self.manage("backup", where, *words)
        assert done.returncode == 0, done.stderr
        if Path(where).suffix == ".tar":
            return Path(where)
        (made,) = set(Path(where).iterdir()) - before
        return made

    def _run(self, command, typed, told):
        return subprocess.run(
            command,
            cwd=ROOT,
            env=self.environment | told,
            input=typed,
            capture_output=True,
            text=True,
            check=False,
            timeout=240,
        )
