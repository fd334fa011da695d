"""Issuing a plan (下发): groups become units, and every unit gets its assignment. A frozen snapshot."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q
from django.utils import timezone

from tasks.models import Assignment, Plan, TaskParty, TaskPeriod
from tasks.models.plans import DeadlineKind, Role
from tasks.services.errors import ActRefused
from tasks.services.periods import follow_first_period, forget_turns, has_turns, lay_down_periods
from tasks.services.reviving import begin_anew
from tasks.services.seats import reached, seats
from units.history import record, record_many
from units.models import Membership, UnitGroup
from units.sql import insert_found, listed, moment, update_rows

# What of an assignment follows its task when a corrected paper comes in.
FOLLOWED = ("role", "via", "due_on", "original_due_on")


@dataclass(frozen=True, slots=True)
class Extended:
    """What ``plan_extend`` did: keys of the assignments added, and the former values of those changed and those revived."""

    added: list[int]
    changed: dict[int, dict]
    revived: dict[int, dict]


def obstacles(plan) -> list[str]:
    """Return, one sentence each, what keeps a task of the plan from reaching a unit. Three queries at the most."""
    there = plan.office.units.active()
    parties = TaskParty.objects.filter(task__plan=plan)
    lonely = plan.tasks.exclude(Exists(parties.filter(task=OuterRef("pk"), ignored=False)))
    found = [(task, 0, "没有责任单位。") for task in lonely]
    manned = UnitGroup.members.through.objects.filter(
        unitgroup=OuterRef("group"), unitgroup__office=plan.office_id, unit__in=there
    )
    open_ = Q(unit=None, group=None, ignored=False)
    lost = parties.filter(open_ | Q(group__isnull=False) & ~Exists(manned) | ~Q(unit=None) & ~Q(unit__in=there))
    found += [(party.task, party.position, _complaint(party)) for party in lost.select_related("task", "unit", "group")]
    found.sort(key=lambda row: (row[0].position, row[0].pk, row[1]))
    sentences = [f"{task.called}：{sentence}" for task, _, sentence in found]
    return sentences or ([] if plan.tasks.exists() else ["还没有任务。"])


def _complaint(party) -> str:
    if not party.is_settled:
        return f"“{party.text}”还没有对应到单位。"
    return f"单位组“{party.group}”没有成员单位。" if party.group_id else f"“{party.unit}”已停用。"


def outlook(plan) -> dict:
    """Return what issuing the plan now would do: units, assignments, tasks that get no day, units nobody can reach."""
    seated = reached(plan.office, plan.tasks.all())
    units = set(seated.values_list("seat_unit", flat=True).distinct())
    undated = plan.tasks.filter(due_on=None).exclude(deadline_kind=DeadlineKind.OPEN)
    contacts = Membership.objects.filter(office=plan.office).contacts().values_list("unit_id", flat=True)
    return {
        "units": len(units),
        "assignments": seated.values("task", "seat_unit").distinct().count(),
        "undated": sum(not has_turns(task, plan, at=timezone.now()) for task in undated),
        "unreached": list(plan.office.units.filter(pk__in=units - set(contacts))),
    }


@transaction.atomic
def plan_issue(*, plan, by, at):
    """Issue a draft plan and return the number of assignments made.

    Raises ActRefused when the plan is no draft or something in it is unsettled. Sends nothing: the next sweep sees
    the new assignments.
    """
    plan = Plan.objects.again(plan).select_for_update(of=("self",)).select_related("office").get()
    if not plan.is_draft:
        raise ActRefused(f"《{plan.title}》已于{timezone.localtime(plan.issued_at):%Y年%-m月%-d日}下发，不能重复下发。")
    if blocking := obstacles(plan):
        raise ActRefused(
            "不能下发：" + "".join(blocking[:5]) + (f"等共{len(blocking)}处。" if len(blocking) > 5 else "")
        )
    made = len(_assign(plan, seats(plan.office, plan.tasks.all(), timezone.localdate(at)), at))
    lay_down_periods(plan, at=at)
    follow_first_period(plan, at=at)
    plan.state, plan.issued_at, plan.issued_by = Plan.State.ISSUED, at, by
    plan.version += 1  # a preview made before this moment is outdated
    plan.save(update_fields=["state", "issued_at", "issued_by", "version"])
    record("下发", plan, by=by, at=at, office=plan.office, changes={"单位任务": [0, made]})
    return made


def _assign(plan, found, at) -> list[int]:
    """Make an assignment of every seat found and return the keys, in printed order."""
    columns = ("task", "unit", "role", "via", "due_on", "original_due_on")
    due = ExpressionWrapper(F("task__due_on"), DateField())  # wrapped: the ORM would select the same column only once
    found = found.annotate(due=due, original=F("task__due_on"))
    rows = found.values_list("task", "seat_unit", "role", "seat_via", "due", "original")
    return insert_found(Assignment, columns, rows, _common(plan, at))


def _common(plan, at) -> dict:
    """Return what all assignments that a plan makes at one moment have in common."""
    return {"office": plan.office_id, "plan": plan.pk, "year": plan.year, "assigned_at": at, "changed_at": at}


@transaction.atomic
def plan_extend(*, plan, tasks, by, at, named_anew=frozenset()):
    """Bring the assignments of an issued plan in step with a corrected paper and return what was added and changed.

    tasks are those that are new or changed, as stored; the others keep the snapshot that was taken when the plan was
    issued. Units that are new to a task get an assignment; a changed role or a moved day moves with it unless the
    assignment is over or has an extension of its own. Nothing is taken away: that is an act of its own (终止), and it
    stands unless the paper names the unit for the task anew; named_anew holds such pairs of task and unit.
    """
    tasks = {task.pk: task for task in tasks}
    wanted = seats(plan.office, listed(tasks), timezone.localdate(at))
    taken = Assignment.objects.filter(task=OuterRef("task"), unit=OuterRef("seat_unit"))
    changed = _follow(plan, tasks, wanted, by, at)
    revived = _revive(plan, tasks, wanted, named_anew, by, at) if named_anew else {}
    added = _assign(plan, wanted.exclude(Exists(taken)), at)
    lay_down_periods(plan, at=at, since=forget_turns(tasks))
    follow_first_period(plan, at=at)
    if added or revived:
        counts = {"新增单位任务": [0, len(added)]} | ({"恢复单位任务": [0, len(revived)]} if revived else {})
        record("补充下发", plan, by=by, at=at, office=plan.office, changes=counts)
    return Extended(added, changed, revived)


def _revive(plan, tasks: dict, wanted, named_anew, by, at) -> dict[int, dict]:
    """Let ended assignments of the pairs named anew begin again; return what they were."""
    ended = Assignment.objects.filter(task__in=listed(tasks), state=Assignment.State.CANCELLED)
    ended = ended.select_for_update(of=("self",)).select_related("unit", "task")
    ended = {(row.task_id, row.unit_id): row for row in ended if (row.task_id, row.unit_id) in named_anew}
    revived = {}
    for task, unit, role, via in wanted.values_list("task", "seat_unit", "role", "seat_via") if ended else ():
        if row := ended.get((task, unit)):
            due_on = tasks[task].due_on
            values = {"role": role, "via": via, "due_on": due_on, "original_due_on": due_on}
            revived[row.pk] = begin_anew(row, values, at)
            change = {"状态": [Assignment.State.CANCELLED.label, row.get_state_display()]}
            record("恢复", row, by=by, at=at, office=plan.office, changes=change, reason="文件重新列出")
    return revived


def _follow(plan, tasks: dict, wanted, by, at) -> dict[int, dict]:
    """Let the assignments of tasks follow them, and return the former values of those that changed."""
    held = Assignment.objects.filter(task__in=listed(tasks)).exclude(state__in=Assignment.FINAL)
    held = list(held.order_by("pk").values("pk", "task_id", "unit_id", "due_version", "changed_at", *FOLLOWED))
    if not held:
        return {}
    roles = {
        (task, unit): {"role": role, "via": via}
        for task, unit, role, via in wanted.values_list("task", "seat_unit", "role", "seat_via")
    }
    turning = set(TaskPeriod.objects.filter(task__in=listed(tasks)).values_list("task_id", flat=True))
    moves = [
        (row, _moved(row, roles.get((row["task_id"], row["unit_id"])), _due(row, tasks[row["task_id"]], turning)))
        for row in held
    ]
    moves = [(row, new) for row, new in moves if new]
    columns = (*FOLLOWED, "due_version")
    rows = [
        (row["pk"], *((row | new)[name] for name in columns), moment(max(row["changed_at"], at))) for row, new in moves
    ]
    update_rows(Assignment, (*columns, "changed_at"), rows)
    units = dict(plan.office.units.values_list("pk", "short_name"))
    entries = [
        ("随文件调整", row["pk"], f"{units[row['unit_id']]}：{tasks[row['task_id']]}", _change(row, new))
        for row, new in moves
    ]
    record_many(entries, model=Assignment, by=by, at=at, office=plan.office)
    return {row["pk"]: {name: row[name] for name in FOLLOWED} for row, _ in moves}


def _due(row: dict, task, turning: set[int]):
    """Return the day a task sets; a duty that returned before sets none of its own, its turns do."""
    returns = task.deadline_kind == DeadlineKind.PERIODIC and task.pk in turning
    return row["due_on"] if returns else task.due_on


def _moved(row: dict, seat: dict | None, due_on) -> dict:
    """Return the new values of an assignment whose task asks for another role or day."""
    new = {}
    if seat and row["role"] != seat["role"]:
        new |= seat
    if row["due_on"] == row["original_due_on"] != due_on:
        new |= {"due_on": due_on, "original_due_on": due_on, "due_version": row["due_version"] + 1}
    return new


def _change(row: dict, new: dict) -> dict:
    """Return the change as the history keeps it."""
    change = {}
    if "role" in new:
        change["角色"] = [Role(row["role"]).label, Role(new["role"]).label]
    if "due_on" in new:
        change["完成期限"] = [str(row["due_on"] or ""), str(new["due_on"] or "")]
    return change


@transaction.atomic
def plan_close(*, plan, by, at):
    """Archive an issued plan (归档): nothing of it moves or is reminded any more."""
    plan = Plan.objects.again(plan).select_for_update(of=("self",)).select_related("office").get()
    if plan.state != Plan.State.ISSUED:
        raise ActRefused(f"《{plan.title}》的状态是“{plan.get_state_display()}”，不能归档。")
    plan.state, plan.closed_at = Plan.State.CLOSED, at
    plan.version += 1
    plan.save(update_fields=["state", "closed_at", "version"])
    record("归档", plan, by=by, at=at, office=plan.office)
    return plan
