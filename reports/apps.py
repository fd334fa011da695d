"""The room's registration with Django."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Overviews."""

    name = "reports"
    verbose_name = "总览"
