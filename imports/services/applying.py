"""The apply: a previewed paper becomes a plan and a schedule, whole or not at all."""

import logging
from dataclasses import asdict

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction

from calendar_events.models import ActivitySchedule
from imports.activities import record_activities, schedule_or_new, write_activities
from imports.gone import end_what_is_gone
from imports.models import ColumnMeaning, ImportBatch
from imports.preview import Preview, build_preview
from imports.registers import create_answered
from imports.services.errors import ImportRefused
from imports.services.state import S, check_appliable, plan_of, waiting_since, why_not
from imports.services.unstorable import UNSTORABLE, why_not_stored
from imports.table_layout import remember_layout
from imports.trace import Trace, plain
from imports.write import write_tasks
from tasks.models import Plan
from tasks.services.issue import plan_extend
from tasks.services.reviving import seats_of_ended
from units.faults import point
from units.history import record
from units.models import Office
from units.ranges import ranges

log = logging.getLogger(__name__)


def batch_confirm(*, batch, by, at, stamp: str) -> ImportBatch:
    """Import what the person saw, and return the batch as it stands then: 已导入, or 写入中 by a background job if large.

    stamp is that of the preview the person saw. Raises ImportRefused; who confirms second is refused.
    """
    paper = batch.paper
    size = len(paper.rows) + len(paper.activities)
    if size <= settings.APPLY_AT_ONCE:
        batch_apply(batch=batch, by=by, at=at, stamp=stamp)
    else:
        _leave_to_job(batch, size, by, at, stamp)
    return ImportBatch.objects.again(batch).get()


@transaction.atomic
def _leave_to_job(batch, size: int, by, at, stamp: str) -> None:
    check_appliable(batch, plan_of(batch), stamp)
    values = waiting_since(at) | {"progress_total": size, "confirmed_stamp": stamp, "applied_by": by}
    _arrow(batch, S.PREVIEWED, S.APPLYING, **values)
    record("确认导入", batch, by=by, at=at, office=batch.office, changes={"行数": [0, size]})


def batch_apply(*, batch, by, at, stamp: str, lease=None) -> dict:
    """Write the paper into its plan and schedule, all of it or nothing, and return the counts.

    stamp is that of the preview the person saw; a plan that changed since is not touched. lease is that of the job which
    holds a batch in 写入中. Sends no mail by itself: an issued plan's new assignments are found by the next sweep.
    Raises ImportRefused; a row that the database does not take is named.
    """
    try:
        with transaction.atomic():
            counts = _apply(batch, by, at, stamp, lease)
    except UNSTORABLE as error:
        log.warning("import %s cannot be stored", batch.pk, exc_info=True)
        raise ImportRefused(why_not_stored(batch, error, at)) from error
    point("applied")
    return counts


def _apply(batch, by, at, stamp: str, lease) -> dict:
    _arrow(batch, S.PREVIEWED if lease is None else S.APPLYING, S.APPLYING, lease=lease)
    batch = ImportBatch.objects.again(batch).select_related("office").get()
    Office.objects.select_for_update(no_key=True).get(pk=batch.office_id)  # one import of an office at a time
    plan = plan_of(batch, lock=True)
    check_appliable(batch, plan, stamp)
    trace = Trace(plan_created=plan is None, version_before=plan.version if plan else 0)
    try:
        create_answered(batch.office, batch.answers, trace, by=by, at=at)
    except ValidationError as error:
        raise ImportRefused(f"没有导入：{'；'.join(error.messages)}") from None
    preview = build_preview(batch, plan)
    if preview.paper.rows:
        batch.plan = _write_plan(batch, plan, preview, trace, by, at)
    if preview.paper.activities:
        batch.schedule = _write_schedule(batch, preview, trace, by, at)
    for head, meaning in batch.columns.items():
        ColumnMeaning.objects.update_or_create(office=batch.office, head=head[:100], defaults={"meaning": meaning})
    point("applying")
    _arrow(batch, S.APPLYING, S.APPLIED, **_outcome(batch, preview, trace, by, at))
    changes = {key: [0, count] for key, count in preview.counts.items()}
    record("导入", batch, by=by, at=at, office=batch.office, changes=changes)
    return preview.counts


def _outcome(batch, preview: Preview, trace: Trace, by, at) -> dict:
    """Return the fields that say what the apply did."""
    return {
        "plan": batch.plan,
        "schedule": batch.schedule,
        "result": preview.counts,
        "trace": asdict(trace),
        "applied_by": by,
        "applied_at": at,
        "lease_until": None,
        "confirmed_stamp": "",
        "refusal": "",
    }


@transaction.atomic
def batch_discard(*, batch, by, at):
    """Put a batch away unapplied, read or not yet; one that is being written is not."""
    _arrow(batch, (S.READING, S.PREVIEWED), S.DISCARDED, lease_until=None)
    batch = ImportBatch.objects.again(batch).select_related("office").get()
    record("放弃导入", batch, by=by, at=at, office=batch.office)
    return batch


@transaction.atomic
def batch_restore(*, batch, by, at):
    """Let a batch that was read and put away wait for the clerk again."""
    if not ImportBatch.objects.again(batch).get().content:
        raise ImportRefused("这个文件还没有读完就放弃了，请重新上传。")
    _arrow(batch, (S.DISCARDED,), S.PREVIEWED)
    batch = ImportBatch.objects.again(batch).select_related("office").get()
    record("恢复导入", batch, by=by, at=at, office=batch.office)
    return batch


def _arrow(batch, source, target, **values) -> None:
    """Take one arrow of the state machine. Raises ImportRefused when somebody was faster."""
    if not ImportBatch.objects.move(batch, source, target, **values):
        raise ImportRefused(why_not(ImportBatch.objects.again(batch).select_related("applied_by").get()))


def _write_schedule(batch, preview: Preview, trace: Trace, by, at) -> ActivitySchedule:
    schedule, trace.schedule_created = schedule_or_new(batch, preview.paper)
    record_activities(schedule, write_activities(schedule, preview.paper, preview.names, trace, at), by=by, at=at)
    return schedule


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
    is_issued = plan.state == Plan.State.ISSUED
    named_before = seats_of_ended(plan, at) if is_issued else set()
    touched = write_tasks(plan, comparison, trace, by=by, at=at)
    named_anew = seats_of_ended(plan, at) - named_before if is_issued else set()
    remember_layout(plan, batch, comparison.lines, trace)
    trace.plan_version = plan.version
    ended = end_what_is_gone(plan, preview.gone, preview.leaving, trace, by=by, at=at)
    if is_issued and touched:
        done = plan_extend(plan=plan, tasks=touched, by=by, at=at, named_anew=named_anew)
        trace.assignments_created = ranges(sorted(done.added))
        trace.assignments_revived = {str(pk): values for pk, values in done.revived.items()}
        trace.assignments_changed = {
            str(pk): {name: plain(value) for name, value in values.items()} for pk, values in done.changed.items()
        }
    if ended:
        preview.counts["ended"] = ended
    return plan
