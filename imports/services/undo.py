"""Takes an import back while nothing hangs on it; what people have worked on stays and is named."""

from django.apps import apps
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, ProtectedError, Q

from calendar_events.models import Activity
from imports.compare import PARTY, STORED
from imports.models import ImportBatch
from imports.services.errors import ImportRefused
from imports.trace import keys_of
from tasks.models import Assignment, ExtensionRequest, Heading, Plan, ProgressReport, Task, TaskParty
from tasks.services.cancelling import assignments_restore
from units.history import record
from units.sql import insert, listed, moment, update_rows


def undo_refusal(batch) -> str:
    """Return why the whole import cannot be taken back, or an empty text when it can."""
    if batch.state != ImportBatch.State.APPLIED or not batch.trace:
        return "只有已导入的文件才能撤销。"
    later = ImportBatch.objects.filter(office=batch.office_id, state=ImportBatch.State.APPLIED, pk__gt=batch.pk)
    if (batch.plan_id and later.filter(plan=batch.plan_id).exists()) or (
        batch.schedule_id and later.filter(schedule=batch.schedule_id).exists()
    ):
        return "之后还有同一份任务分工的导入，请先撤销后来的那一次。"
    plan = batch.plan
    if plan is None:
        return ""
    if plan.state == Plan.State.CLOSED:
        return "任务分工已经归档，不能撤销。"
    if batch.trace["plan_created"] and not plan.is_draft:
        return "任务分工已经下发，不能整份撤销；个别任务请用“终止”。"
    if plan.version != batch.trace["plan_version"]:
        return "导入之后任务分工又有改动，不能自动撤销。"
    return ""


def hanging(batch) -> list[str]:
    """Return what hangs on an issued plan, one sentence each: why it cannot go and would stay."""
    if batch.plan is None or batch.plan.is_draft:
        return []
    rows = Assignment.objects.filter(task__plan=batch.plan)
    received, reported = ~Q(state=Assignment.State.ASSIGNED), Q(submitted_at__isnull=False)
    counts = rows.aggregate(
        all=Count("pk"), received=Count("pk", filter=received), reported=Count("pk", filter=reported)
    )
    return [
        f"已下发{counts['all']}件单位任务",
        f"其中{counts['received']}件单位已经签收或办理",
        f"{counts['reported']}件已经报送过进展",
    ]


def held_tasks(batch) -> list[Task]:
    """Return the tasks the import created on which somebody has worked since: they would stay."""
    return list(_worked_on(_created_tasks(batch)).order_by("position"))


@transaction.atomic
def batch_undo(*, batch, by, at) -> list[str]:
    """Take the import back, and return one sentence for each thing that stayed."""
    batch = ImportBatch.objects.again(batch).select_for_update(of=("self",)).select_related("office", "plan").get()
    if reason := undo_refusal(batch):
        raise ImportRefused(reason)
    stayed = []
    if batch.plan:
        stayed += _undo_plan(batch, by, at)
        _hand_on(batch)
    if batch.schedule_id:
        stayed += _undo_activities(batch, at)
    _undo_members(batch.office, batch.trace.get("members_changed", {}))
    stayed += _undo_registers(batch.office, batch.trace["registers_created"])
    batch.state = ImportBatch.State.UNDONE
    batch.result = {**batch.result, "stayed": stayed}
    batch.save(update_fields=["state", "result", "plan", "schedule"])
    record("撤销导入", batch, by=by, at=at, office=batch.office, changes={"保留": [[], stayed]} if stayed else {})
    return stayed


def _undo_plan(batch, by, at) -> list[str]:
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
    added.filter(state=Assignment.State.ASSIGNED, reports=None, extensions=None).delete()
    _restore_tasks(plan, trace["tasks_changed"])
    Heading.objects.filter(plan=plan).exclude(Exists(Task.objects.filter(heading=OuterRef("pk")))).exclude(
        Exists(Task.objects.filter(heading__parent=OuterRef("pk")))
    ).delete()
    if trace["plan_created"] and not kept and not plan.tasks.exists():
        plan.delete()
        batch.plan = None
    else:
        layout = trace.get("layout_before")
        Plan.objects.again(plan).update(version=F("version") + 1, layout=plan.layout if layout is None else layout)
    return [f"第{task.number or task.position}项已有单位办理，予以保留。" for task in kept]


def _hand_on(batch) -> None:
    """Let the import before this one be taken back as well: the plan is again as that one left it."""
    earlier = ImportBatch.objects.filter(plan=batch.plan, state=ImportBatch.State.APPLIED, pk__lt=batch.pk)
    last = earlier.order_by("-pk").first() if batch.plan else None
    if last and last.trace.get("plan_version") == batch.trace.get("version_before"):
        last.trace["plan_version"] = Plan.objects.again(batch.plan).values_list("version", flat=True).get()
        last.save(update_fields=["trace"])


def _worked_on(tasks):
    """Narrow to tasks on which somebody acknowledged, reported, or asked for a later day."""
    own = Assignment.objects.filter(task=OuterRef("pk"))
    moved = own.exclude(state=Assignment.State.ASSIGNED)
    reported = ProgressReport.objects.filter(assignment__task=OuterRef("pk"))
    asked = ExtensionRequest.objects.filter(assignment__task=OuterRef("pk"))
    return tasks.filter(Exists(moved) | Exists(reported) | Exists(asked))


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


def _undo_activities(batch, at) -> list[str]:
    trace, stayed = batch.trace, []
    own = Activity.objects.filter(schedule=batch.schedule_id)
    created = own.filter(pk__in=trace["activities_created"])
    for activity in created:
        if activity.version > 1 or activity.state != Activity.State.PLANNED:
            stayed.append(f"活动“{activity}”已有主办单位填写，予以保留。")
        else:
            activity.delete()
    for pk, values in trace["activities_changed"].items():
        own.filter(pk=pk, state=Activity.State.PLANNED).update(**values, version=F("version") + 1, changed_at=at)
    if trace["schedule_created"] and not batch.schedule.activities.exists():
        batch.schedule.delete()
        batch.schedule = None
    return stayed


def _undo_members(office, changed: dict) -> None:
    for group in office.unit_groups.filter(pk__in=changed):
        group.members.set(office.units.filter(pk__in=changed[str(group.pk)]))


def _undo_registers(office, created) -> list[str]:
    stayed = []
    for label, pk in reversed(created):
        row = apps.get_model(label).objects.filter(office=office, pk=pk).first()
        try:
            with transaction.atomic():
                if row is not None:
                    row.delete()
        except ProtectedError:
            stayed.append(f"“{row}”已有任务或人员使用，予以保留。")
    return stayed
