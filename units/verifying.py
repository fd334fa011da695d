"""Checks the chain of seals against the entries, and names what is broken: the entry, or the first seal."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from units import guards, seals
from units.models import AuditArchive, AuditEntry, AuditSeal

WORDS = ("id", "at", "actor_name", "verb", "object_label")


@dataclass(slots=True)
class Outcome:
    """What was found. ``problems``: sentences; the history is sound when there are none."""

    problems: list[str] = field(default_factory=list)
    seals: int = 0
    sealed: int = 0  # entries found as they were sealed
    archived: int = 0  # entries that are only in an archive by now
    waiting: int = 0  # entries that no seal covers yet
    tip: AuditSeal | None = None


def verify(known: str = "") -> Outcome:
    """Check triggers, chain and entries; known is a seal that somebody noted elsewhere: it must be in the chain."""
    outcome = Outcome()
    for name in guards.missing(connection):
        outcome.problems.append(f"数据库里缺少保护操作记录的触发器 {name}，或它已被改动、停用。")
    stray = _check_chain(outcome)
    _check_strays(stray, outcome)
    if known and not AuditSeal.objects.filter(digest=known).exists():
        outcome.problems.append(f"封存链里没有 {known}：后来的封存可能被删去，或者整条链被重做过。")
    outcome.waiting += seals.waiting().count()
    return outcome


def _check_chain(outcome: Outcome) -> set[int]:
    """Walk along the chain; return the keys of entries that stand between sealed ones and that no seal covers."""
    archived = Archived()
    stray: set[int] = set()
    digest, upto = seals.START, 0
    for seal in AuditSeal.objects.order_by("pk").iterator(chunk_size=20):
        outcome.seals += 1
        if problem := _broken(seal, digest, upto):
            outcome.problems.append(problem)
        if seal.form in seals.COLUMNS and len(seal.rows) == seals.HASH * _size(seal.covers):
            _check_entries(seal, archived, stray, outcome)
        digest, upto, outcome.tip = seal.digest, seal.to_ref, seal
    return stray


def _broken(seal: AuditSeal, previous: str, upto: int) -> str:
    name = f"第{seal.pk}号封存（{timezone.localtime(seal.sealed_at):%Y-%m-%d %H:%M}）"
    if seal.previous != previous or seal.from_ref != upto + 1:
        return f"{name}接不上前一次封存：中间有封存被删去或改动。"
    if seal.form not in seals.COLUMNS:
        return f"{name}的格式 {seal.form} 不认识，请用较新的程序核对。"
    if seal.digest != seals.digest(seal) or not len(seal.rows) == seals.HASH * seal.count == seals.HASH * _size(
        seal.covers
    ):
        return f"{name}被改动：封存值对不上。"
    return ""


def _check_entries(seal: AuditSeal, archived: "Archived", stray: set[int], outcome: Outcome) -> None:
    wanted = {key: place * seals.HASH for place, key in enumerate(_keys(seal.covers))}
    late = [key for key in wanted if key < seal.from_ref]
    stray.difference_update(late)
    found = _rows(seal, late)
    for row in found:
        place = wanted.pop(row[0], None)
        if place is None:
            stray.add(row[0])
        elif seals.row_hash(row) != bytes(seal.rows[place : place + seals.HASH]):
            outcome.problems.append(f"{_named(row, seal.form)}与封存时不一致，内容被改动过（第{seal.pk}号封存）。")
        else:
            outcome.sealed += 1
    gone = [key for key in wanted if key not in archived]
    outcome.archived += len(wanted) - len(gone)
    outcome.problems += [f"操作记录 #{key} 不见了（第{seal.pk}号封存里有它，归档里没有）。" for key in gone]


def _rows(seal: AuditSeal, late: list[int]) -> list[tuple]:
    columns = seals.COLUMNS[seal.form]
    new = AuditEntry.objects.filter(pk__range=(seal.from_ref, seal.to_ref))
    rows = list(new.order_by("pk").values_list(*columns))
    for start in range(0, len(late), 500):
        few = AuditEntry.objects.filter(pk__in=late[start : start + 500])
        rows += few.order_by("pk").values_list(*columns)
    return rows


def _check_strays(stray: set[int], outcome: Outcome) -> None:
    """An entry in a gap is no fault as long as the next seal takes it."""
    gaps = outcome.tip.gaps if outcome.tip else []
    for key in sorted(stray):
        if any(first <= key <= last for first, last, _ in gaps):
            outcome.waiting += 1
        else:
            row = AuditEntry.objects.filter(pk=key).values_list(*WORDS).first()
            outcome.problems.append(f"{_named(row)}不在任何封存里：可能是事后插进去的。")


class Archived:
    """The keys that stand in an archive."""

    def __init__(self):
        covers = [part for archive in AuditArchive.objects.all() for part in archive.covers]
        self._parts = sorted(covers)

    def __contains__(self, key: int) -> bool:
        place = bisect_right(self._parts, [key, float("inf")]) - 1
        return place >= 0 and self._parts[place][0] <= key <= self._parts[place][1]


def _named(row, form: int | None = None) -> str:
    values = dict(zip(seals.COLUMNS[form] if form else WORDS, row, strict=True))
    when = timezone.localtime(values["at"])
    who = values["actor_name"] or "系统"
    return f"操作记录 #{values['id']}（{when:%Y-%m-%d %H:%M} {who} {values['verb']} {values['object_label']}）"


def _keys(covers) -> Iterator[int]:
    for first, last in covers:
        yield from range(first, last + 1)


def _size(covers) -> int:
    return sum(last - first + 1 for first, last in covers)
