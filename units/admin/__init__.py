"""Registers of the admin: offices, units, people, and the history."""

from units.admin import history, people, registers

__all__ = ["history", "people", "registers"]
