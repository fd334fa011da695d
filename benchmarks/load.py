"""`python -m benchmarks.load [users] [requests a second] [minutes] [sqlite|postgresql] [--due]`: many people at once, loopback only.

A real platform in production mode (tests/faults/system: web, workers, beat) with an office of 60 units × 50 tasks. Requests arrive
at their time whether or not earlier ones have been answered (an open loop: a slow answer does not slow the asking), three of four
look, the fourth writes an answer. With --due a second office issues 10,000 assignments of 2,000 contacts meanwhile, all due
on one day, and their letters leave. Printed: errors, and the times of each kind at 50, 95 and 99 of a hundred.
"""

import http.client
import os
import random
import sys
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.faults import system
from tests.faults.writers import Writer
from tests.services import scratch

LOOKS = {
    "liaison": ("/my/", "/assignments/{own}/", "/plans/"),
    "clerk": ("/overview/", "/assignments/?show=unanswered", "/review/"),
}


class Person(Writer):
    """Somebody who is logged in and asks for one page, or writes one answer, when told to."""

    def look(self, address: str) -> int:
        status, _, _ = self.ask("GET", address)
        return status

    def write(self, key: int, text: str) -> int:
        before = len(self.acknowledged)
        self.answer(key, text)
        return 200 if len(self.acknowledged) > before else 500


def main(users: int, rate: float, minutes: float, kind: str, *, due: bool) -> None:
    more = {"GOVOPEN_LOGINS_PER_MINUTE": "100000", "LOAD_USERS": str(users)}
    with scratch() as folder, system.running(folder, kind, **more) as platform:

        def desk(act: str) -> dict:
            return platform.desk("benchmarks.load_desk", act)

        told = desk("fill")
        if due:
            desk("prepare")
        people = [Person(platform.port, one, float("inf")) for one in told["people"]]
        with ThreadPoolExecutor(16) as pool:
            list(pool.map(Person.log_in, people))
        say(f"{kind}: {len(people)} people logged in; {rate:g} requests a second for {minutes:g} minutes")
        with ThreadPoolExecutor(1) as beside:
            reminding = beside.submit(remind, desk) if due else None
            report(drive(people, rate, minutes))
        if due:
            issued, planned, letters = (reminding.result()[name] for name in ("issued", "planned", "letters"))
            say(
                f"meanwhile 10,000 assignments were issued in {issued:.1f} s and planned in {planned:.1f} s: {letters} letters,"
            )
            say(f"of which {desk('left')['sent']} have left")


def remind(desk) -> dict:
    """Wait until the load is steady, then issue and plan."""
    time.sleep(20)
    return desk("remind")


def drive(people, rate: float, minutes: float) -> dict[str, list[tuple[float, int]]]:
    """Return for each kind of request its times in seconds and its status (0: no answer)."""
    taken, lock, dice = defaultdict(list), threading.Lock(), random.Random(1)
    start, number = time.monotonic(), 0

    def ask(person, kind, act):
        began = time.monotonic()
        try:
            status = act()
        except (OSError, http.client.HTTPException):
            status = 0
        with lock:
            taken[kind].append((time.monotonic() - began, status))

    with ThreadPoolExecutor(64) as pool:
        while time.monotonic() < start + minutes * 60:
            number += 1
            time.sleep(max(0, start + number / rate - time.monotonic()))
            person = dice.choice(people)
            own = person.told["assignments"]
            if own and number % 4 == 0:
                key, text = dice.choice(own), f"第{number}次：已在网站公开。"
                pool.submit(ask, person, "write an answer", lambda p=person, k=key, t=text: p.write(k, t))
            else:
                role = "liaison" if own else "clerk"
                address = dice.choice(LOOKS[role]).format(own=dice.choice(own) if own else "")
                pool.submit(
                    ask,
                    person,
                    f"look: {address.split('?')[0].rstrip('0123456789/')}",
                    lambda p=person, a=address: p.look(a),
                )
    return taken


def report(taken) -> None:
    everything = [one for rows in taken.values() for one in rows]
    say(f"{'':<26}{'number':>8}{'errors':>8}{'p50 ms':>8}{'p95 ms':>8}{'p99 ms':>8}")
    for kind, rows in [*sorted(taken.items()), ("all", everything)]:
        times = sorted(seconds for seconds, _ in rows)
        errors = sum(status == 0 or status >= 500 for _, status in rows)
        points = [times[min(int(len(times) * share), len(times) - 1)] * 1000 for share in (0.5, 0.95, 0.99)]
        say(f"{kind:<26}{len(rows):>8}{errors:>8}" + "".join(f"{point:>8.0f}" for point in points))


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.chdir(Path(__file__).parents[1])
    given = [word for word in sys.argv[1:] if word != "--due"]
    told = [*given, *["300", "20", "10", "postgresql"][len(given) :]]
    main(int(told[0]), float(told[1]), float(told[2]), told[3], due="--due" in sys.argv)
