"""Loads an office's registers from fixtures/registers, the way the admin imports them, and gives its people logins."""

from pathlib import Path
from secrets import token_urlsafe

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db.models import Q

from units.models import Office, User
from units.resources import MembershipResource, UnitAliasResource, UnitGroupResource, UnitResource, read_sheet

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "registers"
TABLES = {
    "units": UnitResource,
    "aliases": UnitAliasResource,
    "groups": UnitGroupResource,
    "people": MembershipResource,
}
# The passwords are 72 random bits, which no slow hash makes harder to guess; the first log-in hashes them anew.
ITERATIONS = 1000


def load_registers(office: Office, at) -> None:
    """Import the units, aliases, groups and people of office."""
    for name, resource in TABLES.items():
        dataset = read_sheet((FOLDER / office.slug / f"{name}.csv").read_bytes())
        result = resource(office=office, at=at).import_data(dataset, use_transactions=False)
        if result.problems:
            raise ValueError(f"{office.slug}/{name}.csv: {result.problems[0]}")


def settle_open_groups(office: Office) -> None:
    """Choose the members of the groups that papers leave open (有关单位), as a clerk does before issuing."""
    groups = {group.name: group for group in office.unit_groups.filter(is_open=True)}
    for row in read_sheet((FOLDER / office.slug / "groups.csv").read_bytes()).dict:
        if row["名称"] in groups:
            units = office.units.filter(
                Q(kind__in=row["成员类别"].split("、")) | Q(short_name__in=row["另加"].split("、"))
            )
            groups[row["名称"]].members.set(units.exclude(short_name__in=row["除外"].split("、")))


def give_passwords(office: Office, at) -> dict[str, str]:
    """Give everybody with a role in office a random password and return login → password.

    They count as chosen by their holders: a demonstration does not begin with a change of password.
    """
    hasher = PBKDF2PasswordHasher()
    passwords = {}
    users = list(User.objects.filter(memberships__office=office).distinct())
    for user in users:
        passwords[user.username] = token_urlsafe(9)
        user.password = hasher.encode(passwords[user.username], hasher.salt(), ITERATIONS)
        user.password_changed_at = at
    User.objects.bulk_update(users, ["password", "password_changed_at"])
    return passwords
