from django.db import migrations, models


class Migration(migrations.Migration):
    """Keep the reason of a postponement while a cancellation has its own."""

    dependencies = [("calendar_events", "0007_clearer_words")]

    operations = [
        migrations.AddField(
            model_name="activity",
            name="kept_reason",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=300, verbose_name="取消前的延期原因"
            ),
        ),
    ]
