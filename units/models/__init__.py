"""Offices and units, people and their roles, and the append-only history."""

from units.models.history import AuditEntry
from units.models.people import Membership, User
from units.models.registers import Office, Unit, UnitAlias, UnitGroup

__all__ = ["AuditEntry", "Membership", "Office", "Unit", "UnitAlias", "UnitGroup", "User"]
