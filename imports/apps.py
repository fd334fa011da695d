"""The room's registration with Django."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Imports of papers."""

    name = "imports"
    verbose_name = "导入"
