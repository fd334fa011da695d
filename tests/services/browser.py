"""Chromium with its Chinese texts and a Chinese font, by apt where they are missing and apt may be used."""

import os
import shutil
import subprocess
import sys

PACKAGES = ["chromium", "chromium-l10n", "fonts-wqy-microhei"]
NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


def find() -> str | None:
    """The system's browser; Playwright's own download is not used, closed networks have none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def why_missing() -> str:
    return f"no Chromium on this machine (apt install {' '.join(PACKAGES)})"


def install_missing() -> None:
    """Install what is missing; where that cannot be, say so: the browser tests then skip themselves."""
    missing = packages_missing()
    if not missing:
        return
    apt = apt_command()
    if apt is None:
        say(f"not installed, and no right to: {' '.join(missing)}")
        return
    say(f"installing {' '.join(missing)} …")
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "-y", "--no-install-recommends", *missing]):
        done = subprocess.run([*apt, "-qq", *arguments], check=False, env=environment, stdin=subprocess.DEVNULL)
        if done.returncode:
            say(f"apt-get {arguments[0]} failed")


def packages_missing() -> list[str]:
    if shutil.which("dpkg-query") is None:
        return [] if find() else PACKAGES[:1]
    wanted = PACKAGES if find() in (None, "/usr/bin/chromium") else PACKAGES[2:]
    query = ["dpkg-query", "-W", "-f", "${Package} ${db:Status-Status}\n", *wanted]
    known = subprocess.run(query, check=False, capture_output=True, text=True).stdout.splitlines()
    return [name for name in wanted if f"{name} installed" not in known]


def apt_command() -> list[str] | None:
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    sudo = shutil.which("sudo")
    if sudo and subprocess.run([sudo, "-n", "true"], check=False, capture_output=True).returncode == 0:
        return [sudo, "-n", "apt-get"]
    return None


def say(text: str) -> None:
    sys.stdout.write(f"browser tests: {text}\n")
    sys.stdout.flush()
