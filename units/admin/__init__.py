"""Registers of the admin: offices, units, people and their accounts, locks and log-ins, and the history."""

from units.admin import accounts, history, people, registers, security

__all__ = ["accounts", "history", "people", "registers", "security"]
