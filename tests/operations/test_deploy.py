"""What lies in deploy/ fits the program: settings, units, containers, locked packages."""

import os
import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

import pytest

from deploy.licences import LIST, LOCK, PIN

ROOT = Path(__file__).resolve().parents[2]
DEPLOY = ROOT / "deploy"
EXAMPLE = (DEPLOY / "govopen.env.example").read_text("utf-8")
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
READ = re.compile(r'(?:\benv(?:\.\w+)?|\brequired|os\.environ\.get)\(\s*"([A-Z_]+)"')
NAMED = re.compile(r"^#?([A-Z][A-Z_]+)=(.*)$", re.M)
HARDENING = {
    "NoNewPrivileges": "yes",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "CapabilityBoundingSet": "",
    "TimeoutStopSec": "30",
    "User": "govopen",
}


def settings_read() -> set[str]:
    files = (ROOT / "govopen" / "settings").glob("*.py")
    return {name for file in files for name in READ.findall(file.read_text("utf-8"))}


def test_the_example_of_the_environment_has_every_setting_and_no_other():
    named = [name for name, _ in NAMED.findall(EXAMPLE)]
    assert len(named) == len(set(named))
    assert set(named) - {"DJANGO_SETTINGS_MODULE"} == settings_read()


def test_the_operations_guide_has_every_setting():
    guide = (ROOT / "docs" / "operations.md").read_text("utf-8")
    assert [name for name in sorted(settings_read()) if f"`{name}`" not in guide] == []


def test_every_setting_is_explained_in_chinese_and_english():
    blocks = [block for block in EXAMPLE.split("\n\n") if NAMED.search(block)]
    for block in blocks:
        words = " ".join(line for line in block.splitlines() if line.startswith("# "))
        assert re.search(r"[\u4e00-\u9fff].* / ?[A-Za-z0-9]|[\u4e00-\u9fff].*/ [A-Za-z0-9]", words), block


def test_production_starts_with_the_example_once_the_secret_is_there(tmp_path):
    environment = {name: value.strip("'") for name, value in re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.M)}
    environment |= {"GOVOPEN_SECRET_KEY": "".join(map(chr, range(40, 100))), "GOVOPEN_VAR": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_the_defaults_that_the_example_names_are_those_of_the_program(tmp_path):
    given = "".join(map(chr, range(40, 100)))
    read = "from django.conf import settings as s; print(sorted((n, str(getattr(s, n))) for n in dir(s) if n.isupper() and n != 'UNFOLD'))"
    required = {name: value.strip("'") for name, value in re.findall(r"^([A-Z_]+)=(.*)$", EXAMPLE, re.M)}
    required |= {"GOVOPEN_SECRET_KEY": given, "GOVOPEN_VAR": str(tmp_path), "PATH": os.environ["PATH"]}
    examples = {"GOVOPEN_OLD_SECRET_KEYS", "GOVOPEN_SCANNER", "GOVOPEN_WEBHOOKS"}  # optional, and none by default
    defaults = {name: value for name, value in re.findall(r"^#([A-Z_]+)=(.*)$", EXAMPLE, re.M) if name not in examples}

    def told(environment):
        return subprocess.run(
            [sys.executable, "-c", read], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        ).stdout

    assert told(required) == told(required | defaults)


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_each_unit_is_hardened_and_stops_within_half_a_minute(unit):
    said = dict(line.split("=", 1) for line in unit.read_text("utf-8").splitlines() if re.match(r"[A-Z]\w+=", line))
    assert {name: said.get(name) for name in HARDENING} == HARDENING


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_systemd_understands_each_unit(unit, tmp_path):
    text = re.sub(r"/opt/govopen/\.venv/bin/\w+", "/bin/true", unit.read_text("utf-8"))
    (copy := tmp_path / unit.name).write_text(text)
    done = subprocess.run(["systemd-analyze", "verify", str(copy)], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if unit.name in line]
    assert (done.returncode, ours) == (0, [])


def test_the_containers_run_without_rights_and_with_named_files():
    compose = (DEPLOY / "compose.yaml").read_text("utf-8")
    for words in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "stop_grace_period: 30s"):
        assert words in compose
    mounted = re.findall(r"- (\./[^:]+):", compose)
    assert [path for path in mounted if path != "./tls" and not (DEPLOY / path).exists()] == []


@pytest.mark.skipif(not shutil.which("nginx") or os.geteuid() != 0, reason="needs nginx and its right to check")
def test_nginx_understands_its_site(tmp_path):
    key, certificate = tmp_path / "govopen.key", tmp_path / "govopen.crt"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=govopen.example"]
    subprocess.run([*command, "-keyout", key, "-out", certificate], check=True, capture_output=True)
    site = (DEPLOY / "nginx" / "govopen.conf").read_text("utf-8").replace("/etc/nginx/tls", str(tmp_path))
    site = site.replace("/var/log/nginx", str(tmp_path))
    upstream = (DEPLOY / "nginx" / "upstream-host.conf").read_text("utf-8")
    whole = f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{upstream}\n{site}\n}}\n"
    (file := tmp_path / "nginx.conf").write_text(whole, encoding="utf-8")
    done = subprocess.run(["nginx", "-t", "-q", "-c", str(file)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


# -- packages


def same(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(text: str) -> dict[str, str]:
    return {same(name): version for name, version in PIN.findall(text)}


def test_the_locked_packages_are_those_that_were_tested():
    tested = pins((ROOT / "constraints.txt").read_text("utf-8"))
    locked = pins(LOCK.read_text("utf-8"))
    other = {name: version for name, version in locked.items() if tested.get(name) != version}
    assert other == {}, "make lock licences"
    named = re.findall(r'^  "([\w-]+)', (ROOT / "pyproject.toml").read_text("utf-8").partition("[project.opt")[0], re.M)
    assert [name for name in [*named, "gunicorn"] if same(name) not in locked] == [], "make lock licences"


def test_what_the_locked_packages_import_is_locked_too():
    """kombu needs packaging for Redis without saying so; beside the packages for tests nobody would notice."""
    locked = pins(LOCK.read_text("utf-8"))
    transport = Path(find_spec("kombu.transport.redis").origin).read_text("utf-8")
    imported = set(re.findall(r"^(?:from|import) (\w+)", transport, re.M)) - sys.stdlib_module_names
    owners = {same(owner) for name in imported for owner in packages_distributions().get(name, [])}
    assert owners
    assert owners <= locked.keys()


def test_every_locked_package_has_hashes_and_no_host_is_named():
    text = LOCK.read_text("utf-8")
    for entry in re.split(r"\n(?=[a-z])", text.partition("\n\n")[0])[1:]:
        assert "--hash=sha256:" in entry, entry
    assert "//" not in text


def test_every_locked_package_is_in_the_list_of_licences():
    listed = re.findall(r"^\| ([\w.-]+) \| (\S+) \| (.+) \|$", LIST.read_text("utf-8"), re.M)
    assert {same(name): version for name, version, _ in listed} == pins(LOCK.read_text("utf-8")) | {
        "package": "version"
    }
    assert [name for name, _, licence in listed if licence in ("", "?", "UNKNOWN")] == []


def test_the_offline_install_takes_nothing_that_is_not_in_the_lock(tmp_path):
    (tmp_path / "requirements").mkdir()
    (tmp_path / "deploy").mkdir()
    shutil.copy(DEPLOY / "install.sh", tmp_path / "deploy")
    shutil.copy(LOCK, tmp_path / "requirements")
    (wheels := tmp_path / "wheelhouse").mkdir()
    (wheels / "amqp-5.4.2-py3-none-any.whl").write_bytes(b"something else")
    done = subprocess.run(
        [tmp_path / "deploy" / "install.sh", wheels],
        env=os.environ | {"PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr
