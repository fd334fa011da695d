from django.db import migrations, models


class Migration(migrations.Migration):
    """An answer that its unit took back has a state of its own."""

    dependencies = [
        ('tasks', '0013_find_words'),
    ]

    operations = [
        migrations.AlterField(
            model_name='progressreport',
            name='state',
            field=models.CharField(choices=[('draft', '草稿'), ('at_leader', '待单位领导审核'), ('recorded', '已记录'), ('submitted', '已报送'), ('accepted', '已通过'), ('returned', '已退回'), ('withdrawn', '已撤回'), ('void', '不再审核')], default='draft', max_length=10, verbose_name='状态'),
        ),
    ]
