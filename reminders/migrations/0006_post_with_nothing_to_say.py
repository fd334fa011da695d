from django.db import migrations, models


class Migration(migrations.Migration):
    """A message to a group may end because all was answered before it could leave."""

    dependencies = [("reminders", "0005_clearer_words")]

    operations = [
        migrations.AlterField(
            model_name="grouppost",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "待发送"),
                    ("handing", "发送中"),
                    ("sent", "已发送"),
                    ("failed", "发送失败"),
                    ("unclear", "结果不明"),
                    ("empty", "不用发送"),
                ],
                default="queued",
                max_length=8,
                verbose_name="状态",
            ),
        ),
    ]
