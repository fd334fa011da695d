"""Production refuses to start without its secrets; development starts without anything."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = {
    "GOVOPEN_SECRET_KEY": "".join(chr(33 + number % 90) for number in range(60)),
    "GOVOPEN_HOSTS": "govopen.example",
    "GOVOPEN_URL": "https://govopen.example",
    "DATABASE_URL": "postgres://govopen@127.0.0.1/govopen",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "GOVOPEN_FROM": "govopen@govopen.example",
}


def load(settings, tmp_path, **variables):
    """Load the settings in a new process whose environment holds these variables alone."""
    environment = {"PATH": os.environ["PATH"], "GOVOPEN_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": settings}
    command = [sys.executable, "-c", "from django.conf import settings; settings.DEBUG; print(settings.SITE_URL)"]
    return subprocess.run(
        command, cwd=ROOT, env=environment | variables, capture_output=True, text=True, check=False, timeout=120
    )


def test_production_starts_with_all_values(tmp_path):
    done = load("govopen.settings.production", tmp_path, **COMPLETE)
    assert (done.returncode, done.stdout.strip()) == (0, "https://govopen.example")


@pytest.mark.parametrize("missing", COMPLETE)
def test_production_names_the_value_it_misses(tmp_path, missing):
    rest = {name: value for name, value in COMPLETE.items() if name != missing}
    done = load("govopen.settings.production", tmp_path, **rest)
    assert done.returncode != 0
    assert f"Set {missing}: production does not start without it" in done.stderr


@pytest.mark.parametrize("weak", ["short", "a" * 60, "django-insecure-" + COMPLETE["GOVOPEN_SECRET_KEY"]])
def test_production_refuses_a_weak_secret(tmp_path, weak):
    done = load("govopen.settings.production", tmp_path, **COMPLETE | {"GOVOPEN_SECRET_KEY": weak})
    assert done.returncode != 0
    assert "GOVOPEN_SECRET_KEY must be 50 or more random characters" in done.stderr


def test_development_starts_with_no_value_and_keeps_its_secret(tmp_path):
    done = load("govopen.settings.dev", tmp_path)
    assert done.returncode == 0, done.stderr
    secret = tmp_path / "secret-key"
    first = secret.read_text()
    assert len(first) >= 50
    assert secret.stat().st_mode & 0o077 == 0
    load("govopen.settings.dev", tmp_path)
    assert secret.read_text() == first
