"""Loads an office's registers from fixtures/registers and gives its people logins."""

import csv
from pathlib import Path
from secrets import token_urlsafe

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher

from units.models import Membership, Office, Unit, UnitAlias, UnitGroup, User
from units.services import appoint

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "registers"
# The passwords are 72 random bits, which no slow hash makes harder to guess; the first log-in hashes them anew.
ITERATIONS = 1000


def rows(slug: str, table: str) -> list[dict]:
    """Return the rows of one register."""
    with (FOLDER / slug / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_registers(office: Office) -> None:
    """Create the units, aliases and groups of office."""
    units = {}
    for row in rows(office.slug, "units"):
        unit = Unit(
            office=office, name=row["全称"], short_name=row["简称"], kind=row["类别"], position=int(row["排序"])
        )
        unit.full_clean()
        unit.save()
        units[unit.short_name] = unit
    for row in rows(office.slug, "aliases"):
        UnitAlias.objects.create(office=office, name=row["名称"], unit=units[row["指向"]])
    for row in rows(office.slug, "groups"):
        _load_group(office, row, units)


def _load_group(office, row, units) -> None:
    group = UnitGroup.objects.create(office=office, name=row["名称"], is_open=row["待定"] == "是")
    kinds, extra, without = (row[name].split("、") for name in ("成员类别", "另加", "除外"))
    members = [unit for name, unit in units.items() if (unit.kind in kinds or name in extra) and name not in without]
    group.members.set(members)
    for name in filter(None, row["别名"].split("；")):
        UnitAlias.objects.create(office=office, name=name, group=group)


def load_people(office: Office, at) -> dict[str, str]:
    """Create the people of office, each with a random password, and return login → password."""
    passwords, hasher = {}, PBKDF2PasswordHasher()
    for row in rows(office.slug, "people"):
        password = token_urlsafe(9)
        hashed = hasher.encode(password, hasher.salt(), ITERATIONS)
        user = User.objects.create(username=row["登录名"], name=row["姓名"], email=row["邮箱"], password=hashed)
        unit = (
            None if row["角色"] in Membership.OFFICE_ROLES else Unit.objects.get(office=office, short_name=row["单位"])
        )
        appoint(user=user, office=office, role=row["角色"], unit=unit, by=None, at=at)
        passwords[user.username] = password
    return passwords
