"""python -m docs.screenshots [NAME …]: start the product on a frozen day, walk through it, and write docs/img anew.

What it does on the way is what the manuals say: a step that no longer works stops it. The names limit what is written,
not what is walked.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from docs.screenshots import walks
from docs.screenshots.camera import Camera
from tests.services import browser, free_port

ROOT = Path(__file__).resolve().parents[2]


def main(wanted: list[str]) -> int:
    """Take the pictures; return an exit code."""
    program = browser.find()
    if program is None:
        sys.stderr.write(f"{browser.why_missing()}\n")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        desk = _start(port, Path(folder))
        try:
            with sync_playwright() as playwright:
                environment = os.environ | {"LANGUAGE": "zh_CN"}  # how Chromium writes an empty date
                window = playwright.chromium.launch(
                    executable_path=program, args=["--no-sandbox", "--lang=zh-CN"], env=environment
                )
                camera = Camera(window, f"http://127.0.0.1:{port}", Path(folder), ROOT / "docs" / "img", wanted)
                for walk in walks.ALL:
                    walk(camera)
                window.close()
        finally:
            desk.terminate()
            desk.wait()
    return 0


def _start(port: int, folder: Path) -> subprocess.Popen:
    environment = os.environ | {"GOVOPEN_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "govopen.settings.dev"}
    environment["GOVOPEN_URL"] = f"http://127.0.0.1:{port}"
    for other in ("DATABASE_URL", "REDIS_URL", "EMAIL_URL"):
        environment.pop(other, None)
    command = [sys.executable, "-m", "docs.screenshots.desk", str(port)]
    desk = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    if desk.stdout.readline() != "ready\n":
        desk.kill()
        raise SystemExit("the product did not start; see above")
    return desk


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
