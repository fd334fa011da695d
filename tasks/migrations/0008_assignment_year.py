# Written by hand: the year of its plan on each assignment, and the list's index by it.

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps, schema_editor):
    """Give each assignment the year of its plan."""
    tasks = apps.get_model("tasks", "Task").objects.filter(pk=OuterRef("task"))
    apps.get_model("tasks", "Assignment").objects.update(year=Subquery(tasks.values("plan__year")))


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0007_return_phrase'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='assignment',
            name='tasks_assignment_list',
        ),
        migrations.AddField(
            model_name='assignment',
            name='year',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='年度'),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(models.F('office'), models.F('year'), models.Func(models.F('due_on'), output_field=models.DateField(), template="COALESCE(%(expressions)s, '9999-12-31')"), models.F('id'), name='tasks_assignment_list'),
        ),
    ]
