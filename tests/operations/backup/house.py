"""A real installation: a folder, a database, and commands that are run in it as an operator does."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import psycopg2

from tests.services import clean_environment

ROOT = Path(__file__).resolve().parents[3]
CHECKED = {"audit", "evidence_check", "mail_hold", "migrate"}  # commands that look at every address first


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
        command, *rest = map(str, words)
        unchecked = ["--skip-checks"] if command in CHECKED else []  # half the time of a start, and proves nothing here
        return self._run([sys.executable, "manage.py", command, *unchecked, *rest], typed, told)

    def act(self, *words, typed="") -> subprocess.CompletedProcess:
        """Run tests/operations/backup/child.py."""
        return self._run(self.command(*words), typed, {})

    def command(self, *words) -> list[str]:
        return [sys.executable, "-m", "tests.operations.backup.child", *map(str, words)]

    def start(self, *words) -> subprocess.Popen:
        """Start the child and let it run, in a group of its own with what it forks."""
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, "start_new_session": True}
        return subprocess.Popen(self.command(*words), cwd=ROOT, env=self.environment, **pipes)

    def look(self) -> dict:
        """Return what is in it, read past the application."""
        stored = self.ask("SELECT key, size, sha256, name FROM tasks_evidencefile WHERE state = 'stored'")
        return {
            "reports": [key for (key,) in self.ask("SELECT id FROM tasks_progressreport WHERE state <> 'draft'")],
            "files": len(stored),
            "lost": [key for key, size, digest, _ in stored if self._measured(UUID(key).hex) != (size, digest)],
            "sessions": self.ask("SELECT COUNT(*) FROM units_loginsession")[0][0],
            "names": sorted({name for *_, name in stored}),
            "letters": self.ask("SELECT COUNT(*) FROM reminders_outgoingmail")[0][0],
            "restores": self.ask("SELECT COUNT(*) FROM units_auditentry WHERE verb = '恢复备份'")[0][0],
        }

    def ask(self, query) -> list[tuple]:
        """Return the rows that the database gives."""
        if self.kind == "postgresql":
            opened = psycopg2.connect(self.database_url)
        else:
            opened = sqlite3.connect(self.database_url.removeprefix("sqlite:///"))
        with closing(opened) as line:
            cursor = line.cursor()
            cursor.execute(query)
            return cursor.fetchall()

    def _measured(self, key) -> tuple[int, str]:
        content = (self.var / "media/evidence" / key[:2] / key).read_bytes()
        return len(content), sha256(content).hexdigest()

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
            timeout=600,
        )
