"""A process of its own for the races of the seal: started by tests/services/actors.py.

Sleeps inside the critical section, if told so, or dies there by SIGKILL. Says "ready", waits for a line, seals, and
prints how many entries it sealed.
"""

import os
import signal
import sys
import time

from django.db import connection


def main(told: dict) -> None:
    connection.settings_dict["NAME"] = told["database"]
    from django.utils import timezone

    from units import faults, seals

    def listener(name):
        if name == "sealing" and told["sleep"]:
            time.sleep(told["sleep"])
        elif name == "sealing" and told.get("die"):
            os.kill(os.getpid(), signal.SIGKILL)

    faults.listener = listener
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    sys.stdout.write(f"{seals.seal(timezone.now())}\n")
