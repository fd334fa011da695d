"""The apply: a previewed paper becomes a plan and a schedule, whole or not at all."""

from dataclasses import asdict

from django.core.exceptions import ValidationError
from django.db import transaction

from calendar_events.models import ActivitySchedule
from imports.gone import end_what_is_gone
from imports.models import ColumnMeaning, ImportBatch
from imports.preview import Preview, build_preview
from imports.registers import create_answered
from imports.services.errors import ImportRefused
from imports.services.state import locked, plan_of
from imports.table_layout import remember_layout
from imports.trace import Trace, plain, runs
from imports.write import write_activities, write_tasks
from tasks.models import Plan
from tasks.services.issue import plan_extend
from units.history import record
from units.models import Office


@transaction.atomic
def batch_apply(*, batch, by, at, stamp: str):
    """Write the paper into its plan and schedule, all of it or nothing, and return the counts.

    stamp is that of the preview the person saw; a plan that changed since is not touched. Sends no mail by itself: an
    issued plan's new assignments are found by the next sweep.
    """
    batch = locked(batch)
    if batch.year is None:
        raise ImportRefused("没有读出年度，请先填写年度。")
    Office.objects.select_for_update(no_key=True).get(pk=batch.office_id)  # one import of an office at a time
    plan = plan_of(batch, lock=True)
    if plan is not None and plan.state == Plan.State.CLOSED:
        raise ImportRefused(f"《{plan.title}》已经归档，不能再导入。")
    trace = Trace(plan_created=plan is None, version_before=plan.version if plan else 0)
    try:
        create_answered(batch.office, batch.answers, trace, by=by, at=at)
    except ValidationError as error:
        raise ImportRefused(f"没有导入：{'；'.join(error.messages)}") from None
    preview = build_preview(batch, plan)
    if preview.stamp != stamp:
        raise ImportRefused("预览之后任务分工又有改动，没有导入任何一行，请重新预览。")
    paper = preview.paper
    if paper.rows:
        batch.plan = _write_plan(batch, plan, preview, trace, by, at)
    if paper.activities:
        title = batch.title if not paper.rows else f"{batch.year}年活动安排表"
        batch.schedule, trace.schedule_created = ActivitySchedule.objects.get_or_create(
            office=batch.office, year=batch.year, title=title
        )
        write_activities(batch.schedule, paper, preview.names, trace)
    batch.state, batch.applied_by, batch.applied_at = ImportBatch.State.APPLIED, by, at
    for head, meaning in batch.columns.items():
        ColumnMeaning.objects.update_or_create(office=batch.office, head=head[:100], defaults={"meaning": meaning})
    batch.result, batch.trace = preview.counts, asdict(trace)
    batch.save()
    changes = {key: [0, count] for key, count in preview.counts.items()}
    record("导入", batch, by=by, at=at, office=batch.office, changes=changes)
    return preview.counts


@transaction.atomic
def batch_discard(*, batch, by, at):
    """Put the preview away unapplied."""
    batch = locked(batch)
    batch.state = ImportBatch.State.DISCARDED
    batch.save(update_fields=["state"])
    record("放弃导入", batch, by=by, at=at, office=batch.office)
    return batch


def _write_plan(batch, plan, preview: Preview, trace: Trace, by, at):
    paper, comparison = preview.paper, preview.comparison
    if plan is None:
        plan = Plan.objects.create(
            office=batch.office,
            year=batch.year,
            title=batch.title,
            document_number=(paper.document_number or "")[:100],
            dated_on=paper.issued_on,
        )
    elif comparison.count("new") or comparison.count("changed") or preview.gone or preview.leaving:
        plan.version += 1
        plan.save(update_fields=["version"])
    touched = write_tasks(plan, comparison, trace, by=by, at=at)
    remember_layout(plan, batch, comparison.lines, trace)
    trace.plan_version = plan.version
    ended = end_what_is_gone(plan, preview.gone, preview.leaving, trace, by=by, at=at)
    if plan.state == Plan.State.ISSUED and touched:
        done = plan_extend(plan=plan, tasks=touched, by=by, at=at)
        trace.assignments_created = runs(done.added)
        trace.assignments_changed = {
            str(pk): {name: plain(value) for name, value in values.items()} for pk, values in done.changed.items()
        }
    if ended:
        preview.counts["ended"] = ended
    return plan
