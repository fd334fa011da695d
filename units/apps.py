"""The room's registration with Django."""

from django.apps import AppConfig


class UnitsConfig(AppConfig):
    """Offices, units and people."""

    name = "units"
    verbose_name = "单位与人员"
