"""O01: a backup taken while eight processes write, restored elsewhere."""

import json
import os
import selectors
import signal
import time
from hashlib import sha256

import pytest
from django.apps import apps

from govopen.backup.contents import WAYS
from tests.operations.backup.child import ODD, UNITS


class Writers:
    """Eight processes that report without end; `acknowledged` are the reports whose transactions are over."""

    def __init__(self, house):
        self.children = [house.start("write", place) for place in range(UNITS)]
        self.acknowledged = set()
        self.lines = selectors.DefaultSelector()
        for child in self.children:
            os.set_blocking(child.stdout.fileno(), False)
            self.lines.register(child.stdout, selectors.EVENT_READ, child)
        self.heard = {child.pid: "" for child in self.children}

    def listen(self, seconds=0.0) -> set[int]:
        """Take what they have said by now, or within so many seconds; return all that was acknowledged."""
        until = time.monotonic() + seconds
        while True:
            for key, _ in self.lines.select(timeout=0.05):
                self._hear(key)
            if time.monotonic() >= until:
                return set(self.acknowledged)

    def _hear(self, key):
        said = os.read(key.fd, 65536).decode()
        if not said:
            raise AssertionError(key.data.stderr.read())
        *lines, self.heard[key.data.pid] = (self.heard[key.data.pid] + said).split("\n")
        self.acknowledged |= {int(line) for line in lines}

    def wait_until_all_write(self):
        until = time.monotonic() + 120
        while len(self.listen()) < 5 * UNITS:
            assert time.monotonic() < until, self.acknowledged

    def stop(self):
        for child in self.children:
            child.send_signal(signal.SIGKILL)
            child.communicate()


@pytest.mark.parametrize("tar", [False, True], ids=["folder", "tar"])
def test_a_backup_while_eight_processes_write_is_restored_elsewhere_whole(house, elsewhere, tmp_path, tar):
    writers = Writers(house)
    try:
        writers.wait_until_all_write()
        before = writers.listen()
        backup = house.backup(tmp_path / "备份", *(["--tar"] if tar else []))
        after = writers.listen(2)
    finally:
        writers.stop()
    assert len(after) > len(before)  # they went on meanwhile

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
    if not tar:
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
