"""Keep a handful of child processes alive, and leave none behind. Knows nothing of Django."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

GRACE = 10  # seconds between the polite request to stop and the end
LONGEST_WAIT = 30  # seconds before the next try of a child that dies again and again
STEADY = 60  # a child that ran for so many seconds starts again with the shortest wait
LOG_LIMIT = 10 * 1024 * 1024  # bytes; a larger log is set aside when its child starts

_libc = ctypes.CDLL(None) if sys.platform == "linux" else None  # loaded before any fork
_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """In a new child: ask the kernel for SIGTERM when the parent is gone, even by kill -9 (Linux only)."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Child:
    """One process that is to run for ever."""

    title: str
    command: list[str]
    log: Path
    environment: dict[str, str]
    folder: Path
    process: subprocess.Popen | None = None
    started: float = 0.0
    wait: float = 0.5
    due: float = field(default=0.0)

    def start(self) -> None:
        """Start it in a session of its own, so that the terminal's Ctrl-C reaches the supervisor alone."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            os.replace(self.log, self.log.with_suffix(".log.old"))
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env=os.environ | self.environment,
                start_new_session=True,
                preexec_fn=die_with_parent,
            )
        self.started = time.monotonic()

    @property
    def running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def plan_restart(self) -> None:
        """Set the time of the next try: at once after a long life, ever later for one that keeps dying."""
        self.wait = 1.0 if time.monotonic() - self.started > STEADY else min(self.wait * 2, LONGEST_WAIT)
        self.due = time.monotonic() + self.wait
        self.process = None


class Supervisor:
    """Starts its children, restarts the dead, stops all."""

    def __init__(self, children: list[Child], tell: Callable[[str], None]):
        self.children = children
        self.tell = tell
        self.stopping = False

    def ask_to_stop(self, *_signal) -> None:
        """Signal handler; the loop notices within a fraction of a second."""
        self.stopping = True

    def start(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.ask_to_stop)
        for child in self.children:
            child.start()

    def look_after(self) -> None:
        """One round: notice who died, start who is due."""
        for child in self.children:
            if child.process is None:
                if time.monotonic() >= child.due:
                    child.start()
            elif not child.running:
                code = child.process.returncode
                child.plan_restart()
                self.tell(f"{child.title}意外退出（代码 {code}），{child.wait:.0f} 秒后重新启动。日志：{child.log}")

    def stop(self) -> None:
        """Ask all to finish, wait, then end what is left."""
        processes = [child.process for child in self.children if child.running]
        for process in processes:
            process.terminate()
        deadline = time.monotonic() + GRACE
        for process in processes:
            try:
                process.wait(max(0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
