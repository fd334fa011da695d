# Written by hand: letters sent by hand (催办).

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reminders', '0002_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='outgoingmail',
            name='opening',
            field=models.CharField(blank=True, db_default='', default='', max_length=300, verbose_name='开头'),
        ),
        migrations.AlterField(
            model_name='outgoingmail',
            name='kind',
            field=models.CharField(choices=[('digest', '每日提醒'), ('chase', '催办')], default='digest', max_length=10, verbose_name='类别'),
        ),
        migrations.AlterField(
            model_name='reminder',
            name='kind',
            field=models.CharField(choices=[('overdue', '已逾期'), ('returned', '被退回'), ('reopened', '重新办理'), ('due', '即将到期'), ('new', '新下发'), ('activity', '本月活动'), ('chase', '催办')], max_length=10, verbose_name='类别'),
        ),
    ]
