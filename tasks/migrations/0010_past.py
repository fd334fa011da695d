# Written by hand: since when an assignment stands as it does, what it was before, and the triggers that keep that.

import datetime

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F
from django.db.models.functions import Coalesce, Greatest

from tasks import past, tallies


def fill(apps, schema_editor):
    """Let each assignment stand as it does since the last moment it tells of. What was before is not known."""
    moments = [Coalesce(F(name), F("assigned_at")) for name in ("received_at", "submitted_at", "done_at")]
    apps.get_model("tasks", "Assignment").objects.update(changed_at=Greatest(F("assigned_at"), *moments))


def close(apps, schema_editor):
    """Take the moment of archiving from the history."""
    entries = apps.get_model("units", "AuditEntry").objects.filter(object_type="tasks.plan", verb="归档")
    for plan in apps.get_model("tasks", "Plan").objects.filter(state="closed"):
        entry = entries.filter(object_ref=str(plan.pk)).order_by("-at").first()
        plan.closed_at = entry.at if entry else plan.issued_at
        plan.save(update_fields=["closed_at"])


def install(apps, schema_editor):
    tallies.install(schema_editor.connection)
    past.install(schema_editor.connection)


def remove(apps, schema_editor):
    past.remove(schema_editor.connection)
    tallies.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0009_tally'),
        ('units', '0001_initial'),
    ]

    operations = [
        # Reversed, this is the last: the tables are as 0009 left them, and so are the triggers.
        migrations.RunPython(migrations.RunPython.noop, lambda apps, editor: tallies.install(editor.connection)),
        migrations.AddField(
            model_name='plan',
            name='closed_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='归档时间'),
        ),
        migrations.RunPython(close, migrations.RunPython.noop),
        migrations.AddField(
            model_name='assignment',
            name='changed_at',
            field=models.DateTimeField(null=True, verbose_name='变动时间'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='assignment',
            name='changed_at',
            field=models.DateTimeField(verbose_name='变动时间'),
        ),
        migrations.CreateModel(
            name='AssignmentPast',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField(verbose_name='自')),
                ('until', models.DateTimeField(verbose_name='至')),
                ('role', models.CharField(choices=[('lead', '牵头'), ('responsible', '责任'), ('assist', '配合')], max_length=12, verbose_name='角色')),
                ('state', models.CharField(choices=[('assigned', '待签收'), ('in_progress', '办理中'), ('in_review', '待审核'), ('done', '已办结'), ('cancelled', '已终止')], max_length=12, verbose_name='状态')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='完成期限')),
                ('original_due_on', models.DateField(blank=True, null=True, verbose_name='原完成期限')),
                ('submitted_at', models.DateTimeField(blank=True, null=True, verbose_name='报送时间')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='办结时间')),
                ('review_time', models.DurationField(default=datetime.timedelta, verbose_name='审核占用时间')),
                ('assignment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='past', to='tasks.assignment', verbose_name='单位任务')),
                ('plan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tasks.plan', verbose_name='工作要点与任务分工')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='units.unit', verbose_name='责任单位')),
            ],
            options={
                'verbose_name': '单位任务的过去',
                'verbose_name_plural': '单位任务的过去',
                'ordering': ['assignment', 'since'],
                'indexes': [models.Index(fields=['plan', 'until'], name='tasks_past_of_plan')],
            },
        ),
        # Last, for SQLite loses the triggers of a table it rebuilds: docs/decisions/0011-tallies.md, 0015-past-days.md.
        migrations.RunPython(install, remove),
    ]
