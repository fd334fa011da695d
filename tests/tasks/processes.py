"""Starts real processes on the tests' database at the same moment."""

import time

from django.db import connection

from tests.services.actors import Actor


def together(*acts, apart=0.0, each=None, **told) -> list[str]:
    """Let one process for each act start at the same moment, or so many seconds apart; return what each said.

    told is what all of them know; each, if given, holds what every single one is told besides.
    """
    told |= {"database": str(connection.settings_dict["NAME"]), "sleep": 0.5}
    own = each or [{}] * len(acts)
    children = [Actor("tests.tasks.child", act, told | one) for act, one in zip(acts, own, strict=True)]
    try:
        for child in children:
            assert child.stdout.readline() == "ready\n", child.stderr.read()
        for child in children:
            child.stdin.write("go\n")
            child.stdin.flush()
            time.sleep(apart)
        said = [child.communicate(timeout=60) for child in children]
    finally:
        for child in children:
            child.kill()
            child.communicate()
    assert [complaint for _, complaint in said if "Traceback" in complaint] == []
    return [answer.strip() for answer, _ in said]
