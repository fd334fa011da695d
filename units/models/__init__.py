"""Offices and units, people and their roles, and the append-only history."""

from units.models.history import AuditEntry
from units.models.people import Membership, User
from units.models.registers import Office, Unit, UnitAlias, UnitGroup
from units.models.seals import AuditArchive, AuditSeal

__all__ = ["AuditArchive", "AuditEntry", "AuditSeal", "Membership", "Office", "Unit", "UnitAlias", "UnitGroup", "User"]
