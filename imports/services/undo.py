"""Takes an import back while nothing hangs on it; what people have worked on stays and is named."""

from django.apps import apps
from django.db import transaction
from django.db.models import Count, ProtectedError, Q

from imports.models import ImportBatch
from imports.services.errors import ImportRefused
from imports.services.undo_activities import undo_activities
from imports.services.undo_plan import undo_plan
from tasks.models import Assignment, Plan
from units.history import record


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


@transaction.atomic
def batch_undo(*, batch, by, at) -> list[str]:
    """Take the import back, and return one sentence for each thing that stayed."""
    batch = ImportBatch.objects.again(batch).select_for_update(of=("self",)).select_related("office", "plan").get()
    if reason := undo_refusal(batch):
        raise ImportRefused(reason)
    stayed = []
    if batch.plan:
        stayed += undo_plan(batch, by, at)
        _hand_on(batch)
    if batch.schedule_id:
        stayed += undo_activities(batch, at)
    _undo_members(batch.office, batch.trace.get("members_changed", {}))
    stayed += _undo_registers(batch.office, batch.trace["registers_created"])
    batch.state = ImportBatch.State.UNDONE
    batch.result = {**batch.result, "stayed": stayed}
    batch.save(update_fields=["state", "result", "plan", "schedule"])
    record("撤销导入", batch, by=by, at=at, office=batch.office, changes={"保留": [[], stayed]} if stayed else {})
    return stayed


def _hand_on(batch) -> None:
    """Let the import before this one be taken back as well: the plan is again as that one left it."""
    earlier = ImportBatch.objects.filter(plan=batch.plan, state=ImportBatch.State.APPLIED, pk__lt=batch.pk)
    last = earlier.order_by("-pk").first() if batch.plan else None
    if last and last.trace.get("plan_version") == batch.trace.get("version_before"):
        last.trace["plan_version"] = Plan.objects.again(batch.plan).values_list("version", flat=True).get()
        last.save(update_fields=["trace"])


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
