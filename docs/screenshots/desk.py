"""The product with the demonstration on one frozen day: python -m docs.screenshots.desk PORT, with GOVOPEN_VAR set.

A process of its own, so that its clock stands still while the browser's does not. Prints "ready" when it answers.
"""

import sys
from datetime import datetime
from zoneinfo import ZoneInfo

import time_machine
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.utils.module_loading import import_string
from waitress import create_server

DAY = datetime(
    2026, 11, 12, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai")
)  # before the year's end: something is late, much is to come


def main(port: int) -> None:
    """Fill an empty database, send the letters of the day, and serve until the parent ends us."""
    with time_machine.travel(DAY, tick=False):
        application = get_wsgi_application()
        call_command("migrate", verbosity=0)
        call_command("load_demo", stdout=sys.stderr)
        import_string("docs.screenshots.people.prepare")(DAY)  # models can only be imported now
        server = create_server(application, host="127.0.0.1", port=port, threads=8)
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        server.run()


if __name__ == "__main__":
    main(int(sys.argv[1]))
