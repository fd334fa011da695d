"""What actors have loaded when they are forked (actors.py). Nothing here may speak to a database."""

from importlib import import_module

import django

django.setup()

for name in (
    "govopen.urls",
    "reminders.chasing",
    "reminders.services",
    "imports.services",
    "tests.world",
    "tests.imports.child",
    "tests.reminders.child",
    "tests.tasks.child",
    "tests.tasks.evidence.child",
    "tests.units.history.child",
):
    import_module(name)
