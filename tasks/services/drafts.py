"""A draft's rows are changed, added, dropped and taken back. Only while the plan is not issued."""

from hashlib import sha256

from django.db import transaction
from django.db.models import F, Max

from tasks.lineage import cite
from tasks.models import Heading, Plan, Task, TaskParty
from tasks.row_reading import RowReading, read_row, stored_reading, tidy
from tasks.services.errors import ActRefused, StaleTask
from tasks.services.lineage import lineage_shown, lock_task, set_upper
from tasks.services.roll_forward import carried, copy_parties
from units import faults
from units.history import record

# What a person types. A change of any of them by somebody else makes an open page stale.
TYPED = ("number", "heading_id", "requirement", "units_raw", "deadline_raw", "done_rule")
TYPED += ("upper_id", "upper_text", "previous_id")


@transaction.atomic
def task_save(*, task, values, by, at, seen=None):
    """Change a row of a draft and return it as saved; units and deadline are read anew where their words changed.

    values may hold number, heading, requirement, units_raw, deadline_raw, done_rule, upper, upper_text and previous;
    what is missing stays. seen is the fingerprint of the row that the person had before the eyes. Raises StaleTask when
    it is another now, ActRefused for an issued plan and for a value that does not fit. Saving the same is no act.
    """
    plan = lock_draft(task.plan)
    task = lock_task(plan, task)
    if seen is not None and seen != fingerprint(task):
        raise StaleTask(task)
    before, former = shown(task), task.heading_id
    reading = _write(plan, task, values)
    if changes := _differences(before, shown(task, reading)):
        if task.heading_id != former:
            task.position = _open_place(plan, task.heading)
        task.save()
        _write_parties(task, reading)
        _record("修改任务", plan, task, by, at, changes)
    return task


@transaction.atomic
def task_add(*, plan, values, by, at):
    """Add a row to a draft, at the end of its heading, and return it. values as in ``task_save``."""
    plan = lock_draft(plan)
    task = Task(plan=plan, source="在平台上新增")
    reading = _write(plan, task, values)
    task.position = _open_place(plan, task.heading)
    task.save()
    _write_parties(task, reading)
    _record("新增任务", plan, task, by, at, _differences({}, shown(task, reading)))
    return task


@transaction.atomic
def task_drop(*, task, by, at):
    """Take a row out of a draft and return the draft. What it said stays in the history; a row carried on can be restored."""
    plan = lock_draft(task.plan)
    task = lock_task(plan, task)
    gone = {label: [words, ""] for label, words in shown(task).items() if words}
    _record("不再沿用" if task.previous_id else "删除任务", plan, task, by, at, gone)
    task.delete()
    return plan


@transaction.atomic
def task_restore(*, plan, previous, by, at):
    """Carry on a row of an earlier plan that the draft does not have, in its printed place, and return the new row."""
    plan = lock_draft(plan)
    previous = _fitting_previous(plan, None, previous)
    heading = _same_heading(plan, previous.heading)
    task = carried(previous, plan, heading, _printed_place(plan, heading, previous))
    _make_room(plan, task.position)
    task.save()
    copy_parties({previous.pk: task})
    _record("恢复沿用", plan, task, by, at, _differences({}, shown(task)))
    return task


def lock_draft(plan) -> Plan:
    """Return the plan as it stands, locked until the transaction ends. Raises ActRefused when it is no draft."""
    plan = Plan.objects.again(plan).select_for_update(of=("self",)).select_related("office").get()
    if not plan.is_draft:
        said = plan.get_state_display()
        raise ActRefused(f"《{plan.title}》{said}，任务内容不能再改；更正请把改好的文件重新导入。")
    faults.point("draft locked")
    return plan


def fingerprint(task) -> str:
    """Return what tells one state of a row from another, for a page to carry."""
    typed = "\0".join(str(getattr(task, name)) for name in TYPED)
    return sha256(typed.encode()).hexdigest()[:16]


def shown(task, reading: RowReading | None = None) -> dict[str, str]:
    """Return the cells of a row as a person reads them, by their labels."""
    reading = reading or stored_reading(task)
    return {
        "序号": task.number,
        "所属标题": task.heading.text if task.heading else "",
        "具体要求": task.requirement,
        "责任单位（原文）": task.units_raw,
        "责任单位": "、".join(map(_named, reading.parties)),
        "完成时限（原文）": task.deadline_raw,
        "完成期限": reading.deadline_label,
        "办结规则": task.get_done_rule_display(),
        **lineage_shown(task),
        "上年任务": cite(task.previous) if task.previous else "",
    }


def _named(party) -> str:
    roles = [party.role_label] if party.role_label else []
    notes = "，".join([*roles, *([] if party.is_settled else ["未确认"])])
    return f"{party.text}（{notes}）" if notes else party.text


def _write(plan, task, values) -> RowReading:
    """Set the typed values on task, unsaved, with what is made of them."""
    words = {name: tidy(values.get(name, getattr(task, name))) for name in ("requirement", "units_raw", "deadline_raw")}
    if not words["requirement"]:
        raise ActRefused("请填写具体要求。")
    reading = read_row(plan, task=task if task.pk else None, **words)
    task.heading = _fitting_heading(plan, values.get("heading", task.heading))
    task.previous = _fitting_previous(plan, task, values.get("previous", task.previous))
    set_upper(plan, task, values)
    task.number = tidy(values.get("number", task.number))
    task.done_rule = Task.DoneRule(values.get("done_rule", task.done_rule))
    task.requirement, task.units_raw, task.deadline_raw = words["requirement"], words["units_raw"], reading.deadline_raw
    task.deadline_kind, task.due_on = reading.deadline_kind, reading.due_on
    task.deadline_how, task.duties = reading.deadline_how, reading.duties
    return reading


def _write_parties(task, reading: RowReading) -> None:
    wanted = [party.key for party in reading.parties]
    if wanted != [party.key for party in stored_reading(task).parties]:
        task.parties.all().delete()
        TaskParty.objects.bulk_create(
            TaskParty(
                task=task,
                position=place,
                text=party.text,
                role=party.role,
                unit=party.unit,
                group=party.group,
                ignored=party.ignored,
            )
            for place, party in enumerate(reading.parties, start=1)
        )


def _fitting_heading(plan, heading) -> Heading | None:
    if heading is not None and heading.plan_id != plan.pk:
        raise ActRefused("这个标题不在这份文件里。")
    return heading


def _fitting_previous(plan, task, previous) -> Task | None:
    """Return previous when task may carry it on. Raises ActRefused for a stranger and for one that is carried on."""
    if previous is None:
        return None
    if previous.plan.office_id != plan.office_id or previous.plan_id == plan.pk:
        raise ActRefused("上年任务须是本办公室另一份文件里的任务。")
    holder = Task.objects.filter(plan=plan, previous=previous).exclude(pk=task and task.pk).first()
    if holder is not None:
        raise ActRefused(f"上年的这一项已经由本年“{holder}”沿用。")
    return previous


def _same_heading(plan, heading) -> Heading | None:
    """Return the plan's heading with the words of heading, and of those above it; missing ones are made."""
    if heading is None:
        return None
    parent = _same_heading(plan, heading.parent)
    found = plan.headings.filter(parent=parent, text=heading.text).first()
    if found is None:
        last = plan.headings.aggregate(last=Max("position"))["last"] or 0
        found = Heading.objects.create(
            plan=plan, parent=parent, level=heading.level, text=heading.text, position=last + 1
        )
    return found


def _open_place(plan, heading) -> int:
    """Make room for a row at the end of heading and return its position."""
    position = _end_of(plan, heading)
    _make_room(plan, position)
    return position


def _end_of(plan, heading) -> int:
    """Return the position after the last row that stands under heading or before it in print."""
    rows = plan.tasks
    if heading is not None:
        rows = rows.filter(heading__position__lte=heading.position)
    last = rows.aggregate(last=Max("position"))["last"]
    return (last or 0) + 1


def _printed_place(plan, heading, previous) -> int:
    """Return the position beside the row under heading that carries on the one printed next to previous."""
    beside = plan.tasks.filter(heading=heading, previous__plan=previous.plan_id)
    if above := beside.filter(previous__position__lt=previous.position).order_by("-previous__position").first():
        return above.position + 1
    if below := beside.filter(previous__position__gt=previous.position).order_by("previous__position").first():
        return below.position
    return _end_of(plan, heading)


def _make_room(plan, position: int) -> None:
    plan.tasks.filter(position__gte=position).update(position=F("position") + 1)


def _differences(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    return {label: [before.get(label, ""), words] for label, words in after.items() if before.get(label, "") != words}


def _record(verb, plan, task, by, at, changes) -> None:
    """Write the change of the row, and that the plan changed: a row may go, the plan's history must still tell of it."""
    plan.version += 1
    plan.save(update_fields=["version"])
    record(verb, task, by=by, at=at, office=plan.office, changes=changes)
    record(verb, plan, by=by, at=at, office=plan.office)
