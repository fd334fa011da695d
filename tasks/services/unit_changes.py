"""Reforms: a unit gets another name, or is merged into another. What was done stays with the unit of then."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from calendar_events.services import activities_move_host
from documents.text import fold, is_blank
from tasks.models import Assignment, Plan
from tasks.services.errors import ActRefused
from tasks.services.lifecycle import assignment_cancel
from tasks.services.reassign import assignment_reassign
from units.history import record
from units.models import Unit, UnitAlias
from units.resources.registers import Names
from units.services import end_memberships_at


@transaction.atomic
def unit_rename(*, unit, name, short_name, by, at, reason) -> Unit:
    """Give a unit another name; the old names stay as other names, so that papers of before are still understood.

    Raises django.core.exceptions.ValidationError for a name that is taken, ActRefused without a reason.
    """
    _ask_for(reason, "更名")
    unit = Unit.objects.again(unit).select_for_update(of=("self",)).select_related("office").get()
    former = [unit.name, unit.short_name]
    unit.name, unit.short_name = name.strip(), short_name.strip()
    unit.full_clean()
    _refuse_taken(unit)
    unit.save(update_fields=["name", "short_name"])
    for old in former:
        if old not in (unit.name, unit.short_name):
            _also_known(unit, old)
    change = {"全称": [former[0], unit.name], "简称": [former[1], unit.short_name]}
    record("更名", unit, by=by, at=at, office=unit.office, changes=change, reason=reason)
    return unit


@transaction.atomic
def unit_merge(*, unit, into, by, at, reason) -> dict[str, int]:
    """Merge a unit into another: it is closed from today, its names mean the other, and what is open moves there.

    Returns how many assignments and activities moved, and how many assignments ended because the other unit has the same task. What is done or
    ended stays with the old unit; its people keep their accounts and lose the role.
    """
    _ask_for(reason, "撤并")
    rows = Unit.objects.again(unit, into).select_for_update(of=("self",)).select_related("office").in_bulk()
    unit, into = rows[unit.pk], rows[into.pk]
    if unit.office_id != into.office_id or unit.pk == into.pk:
        raise ActRefused("请选择本办公室的另一个单位。")
    moved = _move_open(unit, into, by, at, reason)
    moved["activities"] = activities_move_host(unit=unit, into=into, by=by, at=at, reason=reason)
    today = timezone.localdate(at)
    for group in unit.groups.all():
        group.members.remove(unit)
        group.members.add(into)
    end_memberships_at(unit=unit, by=by, at=at, reason=reason)
    unit.active_to = max(today - timedelta(days=1), unit.active_from or today - timedelta(days=1))
    unit.save(update_fields=["active_to"])
    UnitAlias.objects.filter(unit=unit).update(unit=into)
    for name in {unit.name, unit.short_name}:
        _also_known(into, name)
    change = {"并入": ["", str(into)], "移交任务": [0, moved["moved"]]}
    record("撤并", unit, by=by, at=at, office=unit.office, changes=change, reason=reason)
    return moved


def open_at(unit):
    """Return what a merge of unit moves: its assignments that are not over, of plans that are not archived."""
    return Assignment.objects.filter(unit=unit, task__plan__state=Plan.State.ISSUED).exclude(state__in=Assignment.FINAL)


def _refuse_taken(unit) -> None:
    """Raise ValidationError for a name that means another unit or a group; its own former names are free."""
    known, own = Names(unit.office), [unit, *unit.aliases.all()]
    names = ("name", "short_name")
    if said := {name: words for name in names if (words := known.taken(getattr(unit, name), *own))}:
        raise ValidationError(said)


def _move_open(unit, into, by, at, reason) -> dict[str, int]:
    counts = {"moved": 0, "ended": 0}
    held = Assignment.objects.filter(unit=into).exclude(state=Assignment.State.CANCELLED)
    held = set(held.values_list("task", flat=True))
    for row in open_at(unit).order_by("pk"):
        if row.task_id in held:
            assignment_cancel(assignment=row, by=by, at=at, reason=f"{unit}并入{into}：{reason}")
            counts["ended"] += 1
        else:
            assignment_reassign(assignment=row, unit=into, by=by, at=at, reason=reason)
            counts["moved"] += 1
    return counts


def _also_known(unit, name: str) -> None:
    alias = UnitAlias.objects.filter(office=unit.office, key=fold(name)).first() or UnitAlias(
        office=unit.office, name=name
    )
    alias.unit, alias.group = unit, None
    alias.save()


def _ask_for(reason: str, act: str) -> None:
    if is_blank(reason):
        raise ActRefused(f"{act}须写明依据，如机构改革文件。")
