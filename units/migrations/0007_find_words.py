# Written by hand: the function of PostgreSQL by which words are found.

from django.db import migrations

from units import pieces


def install(apps, schema_editor):
    pieces.install_function(schema_editor.connection)


def remove(apps, schema_editor):
    pieces.remove_function(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('units', '0006_api_tokens'),
    ]

    operations = [
        migrations.RunPython(install, remove),
    ]
