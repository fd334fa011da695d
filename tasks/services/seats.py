"""Who gets what: the parties of tasks become seats, one per task and unit. All of it is one SELECT, never rows in memory.

Django's ORM writes the SELECT; on both databases it reads, in short:

    SELECT … FROM (SELECT …, row_number() OVER (PARTITION BY task, unit ORDER BY role's strength, named before group)
                   FROM taskparty LEFT JOIN the group's members) WHERE row_number = 1
"""

from django.db.models import Case, F, Q, QuerySet, TextField, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber

from tasks.models import TaskParty
from tasks.models.plans import Role
from units.models import UnitGroup

# A unit that is named and also stands in a group keeps the stronger of its roles.
STRENGTH = {Role.LEAD: 3, Role.RESPONSIBLE: 2, Role.ASSIST: 1}


def reached(office, tasks, on=None) -> QuerySet:
    """Return the parties of tasks (keys or a query), each once for every unit it means: seat_unit.

    seat_via is the group's phrase where the unit is not named itself. A group means those of its members that exist on the day on (today, by default).
    """
    rows = TaskParty.objects.filter(task__in=tasks).order_by().annotate(member=F("group__members"))
    named, there = Q(unit__isnull=False), office.units.active(on).values("pk")
    return rows.filter(named | Q(group__office=office, member__in=there)).annotate(
        seat_unit=Coalesce("unit", "member"),
        seat_via=Case(When(named, then=Value("")), default="text", output_field=TextField()),
    )


def seats(office, tasks, on=None) -> QuerySet:
    """Return of ``reached`` the strongest party for each task and unit, in printed order.

    The stronger role wins, then the unit's own name over that of a group, then what is printed first.
    """
    strength = Case(*(When(role=role, then=Value(rank)) for role, rank in STRENGTH.items()))
    place = Window(
        RowNumber(),
        partition_by=[F("task"), F("seat_unit")],
        order_by=[strength.desc(), F("unit").asc(nulls_last=True), F("position").asc(), F("pk").asc()],
    )
    order = ("task__position", "position", "group__members__position", "seat_unit")
    return reached(office, tasks, on).annotate(place=place).filter(place=1).order_by(*order)


def group_members(office, on=None) -> dict[int, list[int]]:
    """Return the units of each of the office's groups that exist on the day on, in register order. One query."""
    links = UnitGroup.members.through.objects.filter(unitgroup__office=office, unit__in=office.units.active(on))
    members: dict[int, list[int]] = {}
    for group_id, unit_id in links.order_by("unit__position", "unit_id").values_list("unitgroup_id", "unit_id"):
        members.setdefault(group_id, []).append(unit_id)
    return members
