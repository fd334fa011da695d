"""Runs the suite and says what was lost or said twice; the exit code is 1 when anything was."""

import json
import os
import secrets
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import redis

from tests.faults import parts
from tests.faults.clock import Clock
from tests.faults.disk import Disk
from tests.faults.mailbox import Mailbox
from tests.faults.writers import Writer
from tests.services import clean_environment, scratch

# Seconds, at the most, for what was interrupted to be taken up again: after several failures the queue rests ten minutes
# (reminders.breaker), a refused letter five and more; then the next ring of the clock.
SETTLE = 2400
STEPS = (
    -8,
    0,
    8,
)  # minutes the clock is wrong by; a jump of days holds all mail (reminders.hold) and has tests of its own


class Run:
    """One run: the parts, the people, the faults, the verdict."""

    def __init__(self, folder: Path, minutes: float):
        self.folder, self.minutes = folder, minutes
        self.mailbox, self.clock, self.disk = Mailbox(), Clock(folder), Disk(folder / "disk")
        self.database, self.database_url = parts.database(self.disk.folder, folder, self.clock.environment)
        self.broker, self.broker_url = parts.broker(folder)
        self.environment = clean_environment() | {
            "DJANGO_SETTINGS_MODULE": "govopen.settings.production",
            "GOVOPEN_VAR": str(self.disk.folder / "var"),
            "GOVOPEN_SECRET_KEY": secrets.token_urlsafe(60),
            "GOVOPEN_HOSTS": "govopen.example",
            "GOVOPEN_URL": "https://govopen.example",
            "GOVOPEN_FROM": "govopen@mail.example",
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.broker_url,
            "EMAIL_URL": f"smtp://127.0.0.1:{self.mailbox.port}",
        }
        (self.disk.folder / "var").mkdir()
        self.platform, self.port = parts.platform(folder, self.environment)
        self.faults = Counter()

    def do(self) -> list[str]:
        """Return what went wrong, one sentence each."""
        self.mailbox.start()
        self.database.start()
        self.broker.start()
        try:
            self._manage("migrate", "--verbosity", "0")
            self._manage("collectstatic", "--no-input", "--verbosity", "0")
            told = self._desk("fill")
            for part in self.platform.values():
                part.start()
            end = time.monotonic() + self.minutes * 60
            writers = [Writer(self.port, one, end) for one in told["writers"]]
            for writer in writers:
                writer.start()
            self._break_things(end)
            for writer in writers:
                writer.join(90)
            self._settle(told)
            return self._verdict(told, writers)
        finally:
            for part in [*self.platform.values(), self.broker, self.database]:
                part.stop()
            self.mailbox.stop()
            self.disk.unmount()

    def _break_things(self, end: float) -> None:
        acts = [
            *(("kill -9 " + name, lambda name=name: self._kill(self.platform[name])) for name in self.platform),
            ("kill -9 PostgreSQL", lambda: self._kill(self.database)),
            ("Redis flushed", self._flush),
            ("kill -9 Redis, ten seconds away", lambda: self._kill(self.broker, away=10)),
            *((f"mail server {mood}", lambda mood=mood: self._mood(mood)) for mood in Mailbox.MOODS[1:]),
        ]
        if self.clock.environment:
            acts += [(f"clock set by {step:+} minutes", lambda step=step: self.clock.set(step)) for step in STEPS]
        else:
            say("  no libfaketime here: the clock is left alone")
        if self.disk.limited:
            acts.append(("disk full for five seconds", self._fill))
        else:
            say("  no right to mount a disk: it never gets full")
        dice = secrets.SystemRandom()
        time.sleep(3)
        while time.monotonic() < end:
            name, act = dice.choice(acts)
            act()
            self.faults[name] += 1
            self._look_after()
            time.sleep(dice.uniform(1, 5))
        self.mailbox.mood = "takes"
        self.clock.set(0)

    @staticmethod
    def _kill(part, away: float = 1) -> None:
        part.kill()
        time.sleep(away)
        part.start()

    def _look_after(self) -> None:
        """Start again what has ended by itself, as systemd and compose would, and count it."""
        for part in [self.broker, self.database, *self.platform.values()]:
            if not part.running:
                self.faults[f"{part.name} ended by itself"] += 1
                part.start()

    def _flush(self) -> None:
        port = self.broker_url.split(":")[2].split("/")[0]
        redis.Redis(port=int(port)).flushall()

    def _fill(self) -> None:
        self.disk.fill()
        time.sleep(5)
        self.disk.free()

    def _mood(self, mood: str) -> None:
        self.mailbox.mood = mood
        time.sleep(4)
        self.mailbox.mood = "takes"

    def _settle(self, told: dict) -> None:
        """Wait until every contact has a letter, or until nothing can be expected any more."""
        deadline = time.monotonic() + SETTLE
        while time.monotonic() < deadline and any(not self.mailbox.letters[one] for one in told["contacts"]):
            time.sleep(5)
            self._look_after()
        time.sleep(65)  # one more ring of the clock: a second letter would leave now

    def _verdict(self, told: dict, writers: list[Writer]) -> list[str]:
        found = self._desk("count")
        there, wrong = Counter(found["answers"]), []
        for writer in writers:
            wrong += [f"acknowledged and lost: {text}" for text in writer.acknowledged if not there[text]]
            wrong += [f"written twice: {text}" for text in {*writer.acknowledged, *writer.unclear} if there[text] > 1]
        for address in told["contacts"]:
            letters = set(self.mailbox.letters[address])
            if not letters:
                wrong.append(f"no letter: {address}")
            if len(letters) > 1:
                wrong.append(f"a second letter with another Message-ID: {address} {letters}")
        if found["entries"] != len(found["answers"]):
            wrong.append(f"{len(found['answers'])} answers, {found['entries']} entries of the history")
        acknowledged = sum(len(writer.acknowledged) for writer in writers)
        again = sum(len(ids) - len(set(ids)) for ids in self.mailbox.letters.values())
        say(f"  faults: {', '.join(f'{name} ×{number}' for name, number in sorted(self.faults.items()))}")
        say(
            f"  answers: {acknowledged} acknowledged, {sum(len(w.unclear) for w in writers)} cut off, {len(there)} there"
        )
        say(f"  letters: {found['sent']} sent, {again} handed over again under the same Message-ID")
        if not acknowledged:
            wrong.append("nobody got an answer through: the run says nothing")
        return wrong

    def _manage(self, *command: str) -> None:
        subprocess.run([sys.executable, "manage.py", *command], env=self.environment, check=True)

    def _desk(self, act: str) -> dict:
        command = [sys.executable, "-m", "tests.faults.desk", act]
        done = subprocess.run(command, env=self.environment, check=True, stdout=subprocess.PIPE)
        return json.loads(done.stdout)


def main(runs: int, minutes: float) -> int:
    failed = 0
    for number in range(1, runs + 1):
        say(f"run {number} of {runs}, {minutes:g} minutes of faults")
        with scratch() as folder:
            wrong = Run(folder, minutes).do()
        for sentence in wrong[:20]:
            say(f"  WRONG: {sentence}")
        say("  nothing lost, nothing said twice" if not wrong else f"  {len(wrong)} faults of ours")
        failed += bool(wrong)
    return int(failed > 0)


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.chdir(Path(__file__).parents[2])
    runs, minutes = (sys.argv[1:] + ["3", "3"][len(sys.argv) - 1 :])[:2]
    sys.exit(main(int(runs), float(minutes)))
