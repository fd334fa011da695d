"""Offices and units, people and their roles, their accounts, and the append-only history."""

from units.models.accounts import AccountLink, LinkMail, LockOut, LoginSession, PasswordHistory, RateCount
from units.models.history import AuditEntry
from units.models.people import Membership, User
from units.models.registers import Office, Unit, UnitAlias, UnitGroup
from units.models.seals import AuditArchive, AuditSeal

__all__ = [
    "AccountLink",
    "AuditArchive",
    "AuditEntry",
    "AuditSeal",
    "LinkMail",
    "LockOut",
    "LoginSession",
    "Membership",
    "Office",
    "PasswordHistory",
    "RateCount",
    "Unit",
    "UnitAlias",
    "UnitGroup",
    "User",
]
