# Written by hand: the plan of its task on each assignment, and the tallies with the triggers that keep them.

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import OuterRef, Subquery

from tasks import tallies


def fill(apps, schema_editor):
    """Give each assignment the plan of its task."""
    tasks = apps.get_model("tasks", "Task").objects.filter(pk=OuterRef("task"))
    apps.get_model("tasks", "Assignment").objects.update(plan=Subquery(tasks.values("plan")))


def install(apps, schema_editor):
    tallies.install(schema_editor.connection)


def remove(apps, schema_editor):
    tallies.remove(schema_editor.connection)


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0008_assignment_year'),
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='assignment',
            name='plan',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='tasks.plan', verbose_name='工作要点与任务分工'),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='assignment',
            name='plan',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='tasks.plan', verbose_name='工作要点与任务分工'),
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('assigned', '待签收'), ('in_progress', '办理中'), ('in_review', '待审核'), ('done', '已办结'), ('cancelled', '已终止')], max_length=12, verbose_name='状态')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='完成期限')),
                ('number', models.IntegerField(verbose_name='件数')),
                ('plan', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='tallies', to='tasks.plan', verbose_name='工作要点与任务分工')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='units.unit', verbose_name='责任单位')),
            ],
            options={
                'verbose_name': '件数',
                'verbose_name_plural': '件数',
                'indexes': [models.Index(fields=['plan', 'unit', 'state', 'due_on'], name='tasks_tally_of_plan')],
            },
        ),
        # Last, for SQLite loses the triggers of a table it rebuilds. A later migration that alters the assignments must
        # end with the same line (docs/decisions/0010-tallies.md); a test looks whether they are there.
        migrations.RunPython(install, remove),
    ]
