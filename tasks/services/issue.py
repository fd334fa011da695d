"""Issuing a plan (下发): groups become units, and every unit gets its assignment. A frozen snapshot."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tasks.models import Assignment, Plan, TaskParty
from tasks.models.plans import Role
from tasks.services.errors import ActRefused
from units.history import record
from units.models import UnitGroup

# A unit that is named and also stands in a group keeps the stronger of its roles.
STRENGTH = {Role.LEAD: 3, Role.RESPONSIBLE: 2, Role.ASSIST: 1}


@dataclass(frozen=True, slots=True)
class Seat:
    """One task × unit as the paper asks for it."""

    task_id: int
    unit_id: int
    role: str
    via: str


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
    """Return, one sentence each, what must be settled before the plan can be issued."""
    parties = TaskParty.objects.filter(task__plan=plan).select_related("task", "group")
    members = group_members(plan.office)
    found = []
    for party in parties.order_by("task__position", "position"):
        if not party.is_settled:
            found.append(f"第{party.task.number or party.task.position}项：“{party.text}”还没有对应到单位。")
        elif party.group_id and not members.get(party.group_id):
            found.append(f"第{party.task.number or party.task.position}项：单位组“{party.group}”没有成员单位。")
    if not plan.tasks.exists():
        found.append("还没有任务。")
    return found


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
    count = _assign(plan, at)
    plan.state, plan.issued_at, plan.issued_by = Plan.State.ISSUED, at, by
    plan.save(update_fields=["state", "issued_at", "issued_by"])
    record("下发", plan, by=by, at=at, office=plan.office, changes={"单位任务": [0, count]})
    return count


@transaction.atomic
def plan_extend(*, plan, by, at):
    """Bring the assignments of an issued plan in step with a corrected paper and return how many were added.

    Rows and units that are new get assignments; a moved day moves with it for whoever still owes an answer and has no
    extension. Nothing is taken away: that is an act of its own (终止).
    """
    added = _assign(plan, at)
    moved = 0
    for task in plan.tasks.only("pk", "due_on"):
        stale = Assignment.objects.with_unit().filter(task=task, due_on=F("original_due_on"))
        moved += stale.exclude(due_on=task.due_on).update(
            due_on=task.due_on, original_due_on=task.due_on, due_version=F("due_version") + 1
        )
    if added or moved:
        changes = {"新增单位任务": [0, added], "期限变动": [0, moved]}
        record("补充下发", plan, by=by, at=at, office=plan.office, changes=changes)
    return added


def _assign(plan, at) -> int:
    held = set(Assignment.objects.filter(task__plan=plan).values_list("task_id", "unit_id"))
    due = dict(plan.tasks.values_list("pk", "due_on"))
    parties = TaskParty.objects.filter(task__plan=plan).order_by("task__position", "position")
    seats = expand(parties, group_members(plan.office, timezone.localdate(at)))
    rows = [
        Assignment(
            office_id=plan.office_id,
            task_id=seat.task_id,
            unit_id=seat.unit_id,
            role=seat.role,
            via=seat.via,
            due_on=due[seat.task_id],
            original_due_on=due[seat.task_id],
            assigned_at=at,
        )
        for seat in seats
        if (seat.task_id, seat.unit_id) not in held
    ]
    Assignment.objects.bulk_create(rows, batch_size=500)
    return len(rows)
