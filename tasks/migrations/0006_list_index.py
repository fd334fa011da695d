# Written by hand: two indexes for long lists.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0005_life'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(models.F('office'), models.Func(models.F('due_on'), output_field=models.DateField(), template="COALESCE(%(expressions)s, '9999-12-31')"), models.F('id'), name='tasks_assignment_list'),
        ),
        migrations.AddIndex(
            model_name='progressreport',
            index=models.Index(condition=models.Q(('state', 'submitted')), fields=['-needs_coordination', 'submitted_at', 'id'], name='tasks_report_queue'),
        ),
    ]
