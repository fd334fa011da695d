"""Issuing a plan (下发): groups become units, and every unit gets its assignment. A frozen snapshot."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from tasks.models import Assignment, Plan, TaskParty
from tasks.models.plans import Role
from tasks.services.errors import ActRefused
from tasks.services.periods import follow_first_period, lay_down_periods
from units.history import entry, record
from units.models import AuditEntry, Membership, UnitGroup

# A unit that is named and also stands in a group keeps the stronger of its roles.
STRENGTH = {Role.LEAD: 3, Role.RESPONSIBLE: 2, Role.ASSIST: 1}


@dataclass(frozen=True, slots=True)
class Seat:
    """One task × unit as the paper asks for it."""

    task_id: int
    unit_id: int
    role: str
    via: str


# What of an assignment follows its task when a corrected paper comes in.
FOLLOWED = ("role", "via", "due_on", "original_due_on")


@dataclass(frozen=True, slots=True)
class Extended:
    """What ``plan_extend`` did: keys of the assignments added, and the former values of those changed."""

    added: list[int]
    changed: dict[int, dict]


def expand(parties, members: dict[int, list[int]]) -> list[Seat]:
    """Return one seat per task and unit for the given parties; members maps a group to its units."""
    seats: dict[tuple[int, int], Seat] = {}
    for party in parties:
        named = party.unit_id is not None
        for unit_id in [party.unit_id] if named else members.get(party.group_id, ()):
            seat = Seat(party.task_id, unit_id, party.role, "" if named else party.text)
            held = seats.get((party.task_id, unit_id))
            if held is None or _rank(seat) > _rank(held):
                seats[party.task_id, unit_id] = seat
    return list(seats.values())


def _rank(seat: Seat) -> tuple[int, bool]:
    return STRENGTH[seat.role], not seat.via


def group_members(office, on=None) -> dict[int, list[int]]:
    """Return the units of each of the office's groups that exist on the day on, in register order. One query."""
    links = UnitGroup.members.through.objects.filter(unitgroup__office=office)
    active = {unit.pk for unit in office.units.active(on)}
    members: dict[int, list[int]] = {}
    for group_id, unit_id in links.order_by("unit__position", "unit_id").values_list("unitgroup_id", "unit_id"):
        if unit_id in active:
            members.setdefault(group_id, []).append(unit_id)
    return members


def obstacles(plan) -> list[str]:
    """Return, one sentence each, what keeps a task of the plan from reaching a unit. Three queries."""
    members = group_members(plan.office)
    active = set(plan.office.units.active().values_list("pk", flat=True))
    tasks = plan.tasks.prefetch_related(Prefetch("parties", TaskParty.objects.select_related("unit", "group")))
    found = []
    for task in tasks.order_by("position"):
        name, parties = f"第{task.number or task.position}项", task.parties.all()
        if all(party.ignored for party in parties):
            found.append(f"{name}：没有责任单位。")
        for party in parties:
            if not party.is_settled:
                found.append(f"{name}：“{party.text}”还没有对应到单位。")
            elif party.group_id and not members.get(party.group_id):
                found.append(f"{name}：单位组“{party.group}”没有成员单位。")
            elif party.unit_id and party.unit_id not in active:
                found.append(f"{name}：“{party.unit}”已停用。")
    return found or ([] if tasks else ["还没有任务。"])


def outlook(plan) -> dict:
    """Return what issuing the plan now would do: units, assignments, tasks without a day, units nobody can reach."""
    seats = expand(_parties(plan.tasks.all()), group_members(plan.office))
    units = {seat.unit_id for seat in seats}
    reached = Membership.objects.filter(office=plan.office).contacts().values_list("unit_id", flat=True)
    return {
        "units": len(units),
        "assignments": len(seats),
        "undated": plan.tasks.filter(due_on=None).exclude(deadline_kind="open").count(),
        "unreached": len(units - set(reached)),
    }


@transaction.atomic
def plan_issue(*, plan, by, at):
    """Issue a draft plan and return the number of assignments made.

    Raises ActRefused when the plan is no draft or something in it is unsettled. Sends nothing: the next sweep sees
    the new assignments.
    """
    plan = Plan.objects.select_for_update(of=("self",)).select_related("office").get(pk=plan.pk)
    if not plan.is_draft:
        raise ActRefused(f"《{plan.title}》已于{timezone.localtime(plan.issued_at):%Y年%-m月%-d日}下发，不能重复下发。")
    if blocking := obstacles(plan):
        raise ActRefused(
            "不能下发：" + "".join(blocking[:5]) + (f"等共{len(blocking)}处。" if len(blocking) > 5 else "")
        )
    seats = expand(_parties(plan.tasks.all()), group_members(plan.office, timezone.localdate(at)))
    due = dict(plan.tasks.values_list("pk", "due_on"))
    rows = [_assignment(plan, seat, due[seat.task_id], at) for seat in seats]
    Assignment.objects.bulk_create(rows, batch_size=500)
    lay_down_periods(plan, at=at)
    follow_first_period(plan)
    plan.state, plan.issued_at, plan.issued_by = Plan.State.ISSUED, at, by
    plan.version += 1  # a preview made before this moment is outdated
    plan.save(update_fields=["state", "issued_at", "issued_by", "version"])
    record("下发", plan, by=by, at=at, office=plan.office, changes={"单位任务": [0, len(rows)]})
    return len(rows)


@transaction.atomic
def plan_extend(*, plan, tasks, by, at):
    """Bring the assignments of an issued plan in step with a corrected paper and return what was added and changed.

    tasks are those that are new or changed; the others keep the snapshot that was taken when the plan was issued. Units
    that are new to a task get an assignment; a changed role or a moved day moves with it unless the assignment is over
    or has an extension of its own. Nothing is taken away: that is an act of its own (终止).
    """
    due = {task.pk: task.due_on for task in tasks}
    seats = expand(_parties(due), group_members(plan.office, timezone.localdate(at)))
    held = {
        (row.task_id, row.unit_id): row
        for row in Assignment.objects.filter(task__in=due).select_related("unit", "task")
    }
    new = [_assignment(plan, seat, due[seat.task_id], at) for seat in seats if (seat.task_id, seat.unit_id) not in held]
    Assignment.objects.bulk_create(new, batch_size=500)
    wanted = {(seat.task_id, seat.unit_id): seat for seat in seats}
    before = {row.pk: {name: getattr(row, name) for name in FOLLOWED} for row in held.values()}
    changes = {row: change for key, row in held.items() if (change := _follow(row, wanted.get(key), due[row.task_id]))}
    Assignment.objects.bulk_update(changes, [*FOLLOWED, "due_version"], batch_size=200)
    AuditEntry.objects.bulk_create(
        AuditEntry(**entry("随文件调整", row, by=by, at=at, office=plan.office, changes=change))
        for row, change in changes.items()
    )
    if new:
        record("补充下发", plan, by=by, at=at, office=plan.office, changes={"新增单位任务": [0, len(new)]})
    return Extended([row.pk for row in new], {row.pk: before[row.pk] for row in changes})


def _follow(row, seat, due_on) -> dict:
    """Let an assignment follow its task and return what changed."""
    if row.state in Assignment.FINAL:
        return {}
    changes = {}
    if seat and row.role != seat.role:
        changes["角色"] = [row.get_role_display(), Role(seat.role).label]
        row.role, row.via = seat.role, seat.via
    if row.due_on == row.original_due_on != due_on:
        changes["完成期限"] = [str(row.due_on or ""), str(due_on or "")]
        row.due_on = row.original_due_on = due_on
        row.due_version += 1
    return changes


def _parties(tasks):
    return TaskParty.objects.filter(task__in=tasks).order_by("task__position", "position")


def _assignment(plan, seat: Seat, due_on, at) -> Assignment:
    return Assignment(
        office_id=plan.office_id,
        task_id=seat.task_id,
        unit_id=seat.unit_id,
        role=seat.role,
        via=seat.via,
        due_on=due_on,
        original_due_on=due_on,
        assigned_at=at,
    )


@transaction.atomic
def plan_close(*, plan, by, at):
    """Archive an issued plan (归档): nothing of it moves or is reminded any more."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("office").get(pk=plan.pk)
    if plan.state != Plan.State.ISSUED:
        raise ActRefused(f"《{plan.title}》的状态是“{plan.get_state_display()}”，不能归档。")
    plan.state = Plan.State.CLOSED
    plan.version += 1
    plan.save(update_fields=["state", "version"])
    record("归档", plan, by=by, at=at, office=plan.office)
    return plan
