"""Takes back what an import did to a plan; what people have worked on stays and is named."""

from django.db.models import Exists, F, OuterRef, Q

from imports.compare import PARTY, STORED
from imports.trace import keys_of
from tasks.headings import Headings
from tasks.models import Assignment, ExtensionRequest, Heading, Instruction, Plan, ProgressReport, Task, TaskParty
from tasks.services.cancelling import assignments_restore
from tasks.services.reviving import end_again
from units.history import record
from units.sql import insert, listed, moment, update_rows

# What people write about an assignment, each with a key to it, and when.
_WRITTEN = {ProgressReport: "created_at", ExtensionRequest: "asked_at", Instruction: "given_at"}


def held_tasks(batch) -> list[Task]:
    """Return the tasks the import created on which somebody has worked since: they would stay."""
    own = _worked_on(Assignment.objects.filter(task=OuterRef("pk")))
    return list(_created_tasks(batch).filter(Exists(own)).order_by("position"))


def undo_plan(batch, by, at) -> list[str]:
    """Let the plan be as before the import, which takes a plan away that holds nothing else; say what stays."""
    plan, trace = batch.plan, batch.trace
    _restore_assignments(plan, trace, at)
    _restore_dropped(plan, trace.get("tasks_dropped", {}))
    former = trace.get("assignments_cancelled", {})
    assignments_restore(office=batch.office, former=former, by=by, at=at, reason="撤销导入")
    kept = held_tasks(batch)
    gone = _created_tasks(batch).exclude(pk__in=listed(task.pk for task in kept))
    Assignment.objects.filter(task__in=gone).delete()
    TaskParty.objects.filter(task__in=gone).delete()
    gone.delete()
    added = Assignment.objects.filter(office=batch.office_id, pk__in=listed(keys_of(trace["assignments_created"])))
    held = list(_worked_on(added).select_related("task", "unit").order_by("task__position", "pk"))
    added.exclude(pk__in=listed(row.pk for row in held)).delete()
    _restore_tasks(plan, trace["tasks_changed"])
    used = plan.tasks.exclude(heading=None).values_list("heading", flat=True).distinct()
    Heading.objects.filter(plan=plan, pk__in=Headings([plan]).without(used)).delete()
    if trace["plan_created"] and not kept and not plan.tasks.exists():
        plan.delete()
        batch.plan = None
    else:
        layout = trace.get("layout_before")
        Plan.objects.again(plan).update(version=F("version") + 1, layout=plan.layout if layout is None else layout)
    held = [row for row in held if row.task not in kept] + _end_revived(batch, by, at)
    return [f"{task.called}已有办理或批示记录，予以保留。" for task in kept] + [
        f"{row.task.called}“{row.unit}”已有办理或批示记录，予以保留。" for row in held
    ]


def _end_revived(batch, by, at) -> list[Assignment]:
    """End again what the import had let begin anew, and return what somebody works on by now."""
    former, held = batch.trace.get("assignments_revived", {}), []
    rows = Assignment.objects.filter(office=batch.office_id, pk__in=listed(map(int, former)))
    locked = rows.select_for_update(of=("self",)).select_related("task", "unit").order_by("task__position", "pk")
    locked = list(locked)
    used = _worked_on(rows, batch.applied_at) | rows.filter(given_again_at__gt=batch.applied_at)
    used = set(used.values_list("pk", flat=True))
    for row in locked:
        if row.pk not in used:
            change = {"状态": [row.get_state_display(), Assignment.State.CANCELLED.label]}
            end_again(row, former[str(row.pk)], at)
            record("终止", row, by=by, at=at, office=batch.office, changes=change, reason="撤销导入")
        else:
            held.append(row)
    return held


def _worked_on(assignments, since=None):
    """Narrow to assignments that somebody acknowledged, reported on, wanted later, or wrote an instruction about.

    since is the moment after which what was written counts, of those that were there before.
    """
    condition = ~Q(state=Assignment.State.ASSIGNED)
    for model, written_at in _WRITTEN.items():
        written = {} if since is None else {f"{written_at}__gt": since}
        condition |= Q(Exists(model.objects.filter(assignment=OuterRef("pk"), **written)))
    return assignments.filter(condition)


def _created_tasks(batch):
    if batch.plan_id is None:  # a schedule of activities
        return Task.objects.none()
    return Task.objects.filter(plan=batch.plan_id, pk__in=listed(keys_of(batch.trace.get("tasks_created", []))))


def _restore_assignments(plan, trace, at) -> None:
    changed = trace["assignments_changed"]
    held = Assignment.objects.filter(task__plan=plan, pk__in=listed(map(int, changed)))
    held = held.exclude(state__in=Assignment.FINAL)
    rows = []
    for row in held:
        _take_back(row, changed[str(row.pk)])
        row.touch(at)
        # reminders for the day that is taken back must not count for this one
        rows.append(
            (row.pk, row.role, row.via, row.due_on, row.original_due_on, row.due_version + 1, moment(row.changed_at))
        )
    update_rows(Assignment, ("role", "via", "due_on", "original_due_on", "due_version", "changed_at"), rows)


def _restore_tasks(plan, changed: dict) -> None:
    names = (*STORED, "heading_id")
    rows = []
    for task in plan.tasks.filter(pk__in=listed(map(int, changed))):
        _take_back(task, {name: value for name, value in changed[str(task.pk)].items() if name != "parties"})
        rows.append((task.pk, *(getattr(task, name) for name in names)))
    update_rows(Task, names, rows)
    parties = {pk: values for pk, values in changed.items() if "parties" in values}
    TaskParty.objects.filter(task__in=listed(map(int, parties))).delete()
    _restore_parties(parties)


def _take_back(row, values: dict) -> None:
    for name, value in values.items():
        setattr(row, name, row._meta.get_field(name).to_python(value))  # days are texts in the trace


def _restore_dropped(plan, dropped: dict) -> None:
    """Put rows of a draft back under their old keys."""
    Task.objects.bulk_create(
        Task(pk=int(pk), plan=plan, **{name: value for name, value in values.items() if name != "parties"})
        for pk, values in dropped.items()
    )
    _restore_parties(dropped)


def _restore_parties(rows: dict) -> None:
    parties = ((int(pk), *party) for pk, values in rows.items() for party in values["parties"])
    insert(TaskParty, ("task", *PARTY), parties)
