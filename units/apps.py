"""The room's registration with Django."""

from django.apps import AppConfig

from units import lookups
from units.accounts import checks

__all__ = ["UnitsConfig", "checks", "lookups"]  # importing checks and look-ups registers them


class UnitsConfig(AppConfig):
    """Offices, units and people."""

    name = "units"
    verbose_name = "单位与人员"
