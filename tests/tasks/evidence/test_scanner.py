"""A virus scanner is asked, where one is configured: no verdict, no download. With real little programs."""

import pytest

from tasks.models import EvidenceFile
from tests.tasks.evidence.desk import download, nothing_is_left
from tests.tasks.evidence.samples import pdf
from units.files import storage
from units.models import AuditEntry
from units.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def scanner(settings, tmp_path):
    """Configure a program that does what the test writes into it; $2 is the path that it gets."""
    program = tmp_path / "scanner"

    def write(script):
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        settings.SCANNER = [str(program), "--quiet"]
        return program

    return write


def test_without_a_scanner_files_are_given_out(desk, client):
    assert download(client, desk.liaison, desk.add().file)[:2] == (200, pdf())


def test_what_the_scanner_calls_clean_is_given_out_and_it_saw_the_very_file(desk, client, scanner):
    scanner('test "$1" = --quiet && grep -q "%PDF" "$2"')
    assert download(client, desk.liaison, desk.add().file)[:2] == (200, pdf())


def test_what_it_calls_bad_is_not_even_taken(desk, scanner):
    scanner("exit 1")
    with pytest.raises(Refused, match="查杀病毒"):
        desk.add()
    assert nothing_is_left()


@pytest.mark.parametrize(
    ("script", "status"), [("exit 1", 403), ("exit 2", 503), ("kill -9 $$", 503), ("sleep 60", 503)]
)
def test_no_clean_verdict_no_download(desk, client, scanner, settings, script, status):
    file = desk.add().file
    scanner(script)
    settings.SCANNER_SECONDS = 1
    answered, body, _ = download(client, desk.liaison, file)
    assert answered == status
    assert "安全检查" in body.decode()
    assert b"%PDF" not in body
    entry = AuditEntry.objects.latest("pk")
    assert entry.verb == "没有下载成佐证"
    assert "安全检查" in entry.reason


def test_a_scanner_that_is_not_there_gives_no_verdict(desk, client, settings):
    settings.SCANNER = ["/nowhere/scanner"]
    file = desk.add().file  # taken, but
    assert download(client, desk.liaison, file)[0] == 503
    assert EvidenceFile.objects.get().state == "stored"
    assert storage.path_of(file.key).exists()
