"""The room's registration with Django."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """Reminders and mail."""

    name = "reminders"
    verbose_name = "提醒"
