"""The room's registration with Django."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """Plans, tasks and assignments."""

    name = "tasks"
    verbose_name = "任务"
