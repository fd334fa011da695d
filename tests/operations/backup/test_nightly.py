"""The nightly backup: only where a folder is named, and its failure is an error in the log."""

import logging
import subprocess
import sys

import pytest

from govopen import celery_app, jobs
from govopen.backup.verifying import faults
from tests.operations.backup.house import ROOT
from tests.services import clean_environment

SCHEDULE = "from django.conf import settings; print('backup' in settings.CELERY_BEAT_SCHEDULE)"


@pytest.mark.parametrize(("told", "is_there"), [({}, "False"), ({"GOVOPEN_BACKUP_DIR": "/backup"}, "True")])
def test_beat_asks_for_it_only_where_a_folder_is_named(told, is_there):
    environment = clean_environment() | told | {"DJANGO_SETTINGS_MODULE": "govopen.settings.test"}
    command = [sys.executable, "-c", SCHEDULE]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == is_there


def test_the_worker_knows_the_job():
    celery_app.loader.import_default_modules()
    assert jobs.backup.name in celery_app.tasks


@pytest.mark.django_db(transaction=True)
def test_it_makes_a_whole_backup_and_says_so(settings, tmp_path, caplog):
    settings.BACKUP_DIR = str(tmp_path)
    with caplog.at_level(logging.INFO, jobs.__name__):
        jobs.backup()
    (made,) = tmp_path.iterdir()
    assert faults(made) == []
    assert str(made) in caplog.text


@pytest.mark.django_db(transaction=True)
def test_a_failure_is_an_error_in_the_log(settings, tmp_path, caplog):
    (tmp_path / "full").write_text("no folder")
    settings.BACKUP_DIR = str(tmp_path / "full")
    jobs.backup()
    assert [record.levelname for record in caplog.records if "夜间备份没有完成" in record.message] == ["ERROR"]
