"""Offices and units, people and their roles, their accounts, the keys of other systems, and the append-only history."""

from units.models.accounts import AccountLink, LinkMail, LockOut, LoginSession, PasswordHistory, RateCount
from units.models.history import AuditEntry
from units.models.people import Membership, User
from units.models.registers import Office, Unit, UnitAlias, UnitGroup
from units.models.seals import AuditArchive, AuditSeal
from units.models.stored import StoredFile
from units.models.tokens import ApiToken

__all__ = [
    "AccountLink",
    "ApiToken",
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
    "StoredFile",
    "Unit",
    "UnitAlias",
    "UnitGroup",
    "User",
]
