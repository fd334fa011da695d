# Written by hand: the office's ready phrases for a return.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('tasks', '0006_list_index'),
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReturnPhrase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200, verbose_name='用语')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='排序')),
                ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='return_phrases', to='units.office', verbose_name='办公室')),
            ],
            options={
                'verbose_name': '退回用语',
                'verbose_name_plural': '退回用语',
                'ordering': ['office', 'position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('office', 'text'), name='tasks_return_phrase_once', violation_error_message='这句话已经有了。')],
            },
        ),
    ]
