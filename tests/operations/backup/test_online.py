"""O01: a backup taken while eight processes write, restored elsewhere."""

import json
import os
import selectors
import signal
import time
from hashlib import sha256

from django.apps import apps

from govopen.backup.contents import WAYS
from tests.operations.backup.child import ODD, UNITS


class Writers:
    """Eight processes that report without end; `acknowledged` are the reports whose transactions are over."""

    def __init__(self, house):
        self.parent = house.start("write", *range(UNITS))  # one loads everything, and forks the others
        self.acknowledged = set()
        self.lines = selectors.DefaultSelector()
        os.set_blocking(self.parent.stdout.fileno(), False)
        self.lines.register(self.parent.stdout, selectors.EVENT_READ)
        self.heard = ""

    def listen(self) -> set[int]:
        """Take what they have said by now; return all that was acknowledged."""
        for key, _ in self.lines.select(timeout=0.05):
            said = os.read(key.fd, 65536).decode()
            assert said, self.parent.stderr.read()
            *lines, self.heard = (self.heard + said).split("\n")
            self.acknowledged |= {int(line) for line in lines}
        return set(self.acknowledged)

    def listen_until(self, number) -> set[int]:
        """Wait until so many reports are acknowledged."""
        until = time.monotonic() + 120
        while len(self.listen()) < number:
            assert time.monotonic() < until, self.acknowledged
        return set(self.acknowledged)

    def stop(self):
        os.killpg(self.parent.pid, signal.SIGKILL)
        self.parent.communicate()


def test_backups_while_eight_processes_write_are_restored_elsewhere_whole(house, builder, tmp_path):
    """A folder and a tar, each made while the same eight go on."""
    writers, moments = Writers(house), []
    try:
        for words in ([], ["--tar"]):
            before = writers.listen_until(len(writers.acknowledged) + 5 * UNITS)
            backup = house.backup(tmp_path / "备份", *words)
            writers.listen_until(len(before) + 1)  # they went on meanwhile
            moments.append((before, backup))
    finally:
        writers.stop()
    for before, backup in moments:
        whole(builder.empty(), backup, before)


def whole(elsewhere, backup, before):
    """Restored elsewhere, the backup holds what was acknowledged before it was begun, and is sound."""
    checked = elsewhere.manage("backup_verify", backup)
    assert checked.returncode == 0, checked.stderr
    restored = elsewhere.manage("restore", backup)
    assert restored.returncode == 0, restored.stderr
    found = elsewhere.look()
    assert before <= set(found["reports"])
    assert found["lost"] == []
    assert found["files"] > UNITS
    assert found["sessions"] == 0
    assert found["restores"] == 1
    assert len(found["names"]) == 1
    assert found["names"][0].startswith(ODD[:2])
    assert elsewhere.manage("audit", "verify").returncode == 0
    if backup.is_dir():
        compare(json.loads((backup / "manifest.json").read_text()), elsewhere)
    assert elsewhere.manage("evidence_check").returncode == 0  # the last: it clears away uploads that were cut off


def compare(manifest, house):
    """The rows that the manifest counted are there again, and so are its files; the restore added its own entry."""
    again = house.backup(house.var / "again")
    counts = json.loads((again / "manifest.json").read_text())["tables"]
    changed = {"units_auditentry", "units_loginsession", "django_session", "reminders_mailserverstate"}
    assert {name: n for name, n in counts.items() if name not in changed} == {
        name: n for name, n in manifest["tables"].items() if name not in changed
    }
    assert counts["units_auditentry"] == manifest["tables"]["units_auditentry"] + 1
    for part in manifest["files"]:
        if part["name"].startswith("media/"):
            assert sha256((house.var / part["name"]).read_bytes()).hexdigest() == part["sha256"]


def test_every_table_whose_rows_stand_for_files_is_asked_for_them():
    fingerprints = {model._meta.db_table for model in apps.get_models() if _has_a_fingerprint(model)}
    assert fingerprints == set(WAYS)


def _has_a_fingerprint(model) -> bool:
    names = {field.name for field in model._meta.concrete_fields}
    return "sha256" in names or {"path", "digest"} <= names
