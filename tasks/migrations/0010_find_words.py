# Written by hand: the indexes that find words in tasks and answers.

from django.db import migrations

from tasks.finding import REPORTS, TASKS
from units import pieces


def install(apps, schema_editor):
    for where in (TASKS, REPORTS):
        pieces.install(schema_editor.connection, where)


def remove(apps, schema_editor):
    for where in (TASKS, REPORTS):
        pieces.remove(schema_editor.connection, where)


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0009_tally'),
        ('units', '0006_find_words'),
    ]

    operations = [
        # A later migration that alters the answers on SQLite, which rebuilds the table then, must end with the same line
        # (docs/decisions/0014-finding-words.md); a test looks whether the triggers are there.
        migrations.RunPython(install, remove),
    ]
