from django.db import migrations, models


class Migration(migrations.Migration):
    """Since when an ended task is its unit's again. Without a value, so that SQLite adds it in place and keeps the triggers."""

    dependencies = [
        ('tasks', '0014_report_withdrawn'),
    ]

    operations = [
        migrations.AddField(
            model_name='assignment',
            name='given_again_at',
            field=models.DateTimeField(blank=True, null=True, verbose_name='再次下发'),
        ),
    ]
