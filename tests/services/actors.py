"""Processes of their own for races and deaths, each forked from one that has loaded everything (loaded.py).

They are as real as any: a connection of their own, `kill -9`, an exit code. Only the second and a half of loading is paid once.
"""

import multiprocessing
import os
import signal
import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from threading import Timer

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.services.loaded"])


class Actor:
    """A process that runs `main(*words)` of a module; spoken to like a subprocess.Popen with pipes of text."""

    def __init__(self, module: str, *words):
        child_in, to_child = CONTEXT.Pipe(duplex=False)
        out_of_child, child_out = CONTEXT.Pipe(duplex=False)
        errors_of_child, child_errors = CONTEXT.Pipe(duplex=False)
        theirs = (child_in, child_out, child_errors)
        self._process = CONTEXT.Process(target=_act, args=(module, words, theirs), daemon=True)
        self._process.start()
        self.stdin, self.stdout, self.stderr = _text(to_child, "w"), _text(out_of_child), _text(errors_of_child)
        for end in theirs:
            end.close()

    @property
    def returncode(self) -> int | None:
        """The exit code, the negative number of the signal that ended it, or None as long as it runs."""
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self._process.is_alive():
            os.kill(self._process.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def communicate(self, timeout: float = 60) -> tuple[str, str]:
        """Wait for its end; return what it said and what it complained of. Raises TimeoutExpired and ends it then."""
        if self.stdout.closed:
            return "", ""
        self._hang_up()
        timer = Timer(timeout, self.kill)
        timer.start()
        said = self.stdout.read(), self.stderr.read()
        self._process.join()
        in_time = not timer.finished.is_set()
        timer.cancel()
        self.stdout.close()
        self.stderr.close()
        if not in_time:
            raise subprocess.TimeoutExpired(str(self._process), timeout, *said)
        return said

    def _hang_up(self) -> None:
        with suppress(BrokenPipeError):  # it may be gone already, with a line unread
            self.stdin.close()


def _text(end, mode="r"):
    with end:
        return os.fdopen(os.dup(end.fileno()), mode, encoding="utf-8")


def _act(module: str, words: tuple, ends: tuple) -> None:
    for number, end in enumerate(ends):
        os.dup2(end.fileno(), number)
        end.close()
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(n, mode, encoding="utf-8") for n, mode in enumerate("rww"))
    sys.__stdin__, sys.__stdout__, sys.__stderr__ = sys.stdin, sys.stdout, sys.stderr
    import_module("tests.services.loaded")
    import_module(module).main(*words)
