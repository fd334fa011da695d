"""Registers of the admin: offices, units, people and their accounts, locks and log-ins, the keys of other systems, and the history."""

from units.admin import accounts, history, people, registers, security, tokens

__all__ = ["accounts", "history", "people", "registers", "security", "tokens"]
