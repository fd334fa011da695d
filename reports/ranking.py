"""The units in an order, where an office wants to see one: for the office alone, leads and assisting units apart.

Off by default, never public, no log-ins counted (practice §7: 通报排名 must not become a burden). What is compared is whether
work that fell due was handed in by its day. Review time is not the unit's, a granted extension has moved the day, and a
unit with little due is not ranked.
"""

from collections import defaultdict
from dataclasses import dataclass
from fractions import Fraction

from tasks.figures import count_rows
from tasks.models.plans import Role
from units.models import Unit

FEWEST = 3  # assignments due; below that a rate says nothing
RULE = (
    "按“到期任务按期报送率”从高到低：到期任务按期报送÷已到期。报送率相同的并列，按名册顺序排列。"
    f"已到期不足{FEWEST}件的单位不排序。定期报送的任务只看当前一期，已报的各期不计。办公室审核占用的时间不算迟，同意延期的按新期限，已终止的不计。"
    "牵头（含单独负责）和配合分开计算。"
)


@dataclass(slots=True)
class Place:
    """A unit with its place; None where too little was due."""

    place: int | None
    key: int
    unit: str
    figures: dict[str, int]


def ranking(user, rows, day) -> dict[str, list[Place]]:
    """Return the units of assignments in their order, by the part they had: "lead" (and alone responsible), "assist"."""
    grouped: dict[str, dict[int, list]] = {"lead": defaultdict(list), "assist": defaultdict(list)}
    for row in rows:
        grouped["assist" if row.role == Role.ASSIST else "lead"][row.unit_id].append(row)
    keys = {unit for own in grouped.values() for unit in own}
    units = list(
        Unit.objects.visible_to(user).filter(pk__in=keys).order_by("position", "pk").values_list("pk", "short_name")
    )
    return {part: _ordered(units, own, day) for part, own in grouped.items()}


def _ordered(units, own, day) -> list[Place]:
    places = [Place(None, pk, name, count_rows(own[pk], day)) for pk, name in units if pk in own]
    ranked = [place for place in places if place.figures["due"] >= FEWEST]
    ranked.sort(key=_rate, reverse=True)  # stable: then register order
    before = None
    for number, place in enumerate(ranked, start=1):
        same = before and _rate(before) == _rate(place)
        place.place = before.place if same else number
        before = place
    return ranked + [place for place in places if place.place is None]


def _rate(place: Place) -> Fraction:
    return Fraction(place.figures["in_time"], place.figures["due"])
