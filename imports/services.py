"""Acts on an import: open, answer, apply, discard; and settling names that an import left open."""

import hashlib
from dataclasses import asdict
from pathlib import PurePath
from tempfile import TemporaryDirectory

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction

from calendar_events.models import ActivitySchedule
from documents import wire
from documents.child import read_in_child
from documents.paper import Paper, UnitPhrase
from imports.answers import check_days
from imports.models import ColumnMeaning, ImportBatch
from imports.names import BadAnswer, Names
from imports.preview import Preview, build_preview, ignored_phrases
from imports.trace import Trace, plain
from imports.write import create_answered_units, write_activities, write_tasks
from tasks.models import Plan, TaskParty
from tasks.services.issue import plan_extend
from units.history import record
from units.models import Office

ENDINGS = {".xlsx", ".docx", ".html", ".htm", ".csv", ".txt", ".xls", ".doc", ".pdf"}


class ImportRefused(Exception):
    """The act does not fit the state of the batch; the text is a Chinese sentence for the clerk."""


def batch_read(*, office, name, content: bytes, at, by=None, year=None) -> ImportBatch:
    """Read an uploaded paper and return it as an unsaved batch. Raises documents.errors.UnreadableFile."""
    columns = dict(office.column_meanings.values_list("head", "meaning"))
    paper = _read(name, content, year, columns)
    used = {found.head for found in paper.columns}
    return ImportBatch(
        office=office,
        columns={head: meaning for head, meaning in columns.items() if head in used},
        file_name=PurePath(name).name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        year=paper.year,
        title=(paper.title or PurePath(name).stem)[:200],
        content=wire.dump(paper),
        created_by=by,
        created_at=at,
    )


def batch_open(*, office, name, content: bytes, by, at, year=None) -> ImportBatch:
    """Read an uploaded paper and keep it as a preview. Raises documents.errors.UnreadableFile."""
    batch = batch_read(office=office, name=name, content=content, by=by, at=at, year=year)
    with transaction.atomic():
        batch.file.save(name, ContentFile(content), save=False)
        batch.save()
        record("上传文件", batch, by=by, at=at, office=office, changes={"行数": [0, len(batch.paper.rows)]})
    return batch


def batch_preview(batch) -> Preview:
    """Return what an apply would do now. Reads only."""
    return build_preview(batch, _plan_of(batch))


def batch_answer(*, batch, answers: dict, by, at, year=None, title=None, columns=None):
    """Keep the clerk's answers with the batch; another year or another meaning of a column reads the paper anew.

    answers may hold "units", "deadlines" (printed phrase → day or "open") and "row_units"; an empty answer takes an
    earlier one back. Raises ImportRefused for an answer that cannot be followed.
    """
    try:
        Names(batch.office, {}).check({text: given for text, given in answers.get("units", {}).items() if given})
        check_days({phrase: day for phrase, day in answers.get("deadlines", {}).items() if day})
    except BadAnswer as error:
        raise ImportRefused(str(error)) from None
    content, meanings = batch.content, batch.columns | (columns or {})
    if (year and year != batch.year) or meanings != batch.columns:
        with batch.file.open() as file:
            content = wire.dump(_read(batch.file_name, file.read(), year or batch.year, meanings))
    with transaction.atomic():
        batch = _locked(batch)
        batch.answers = _merged(batch.answers, answers)
        batch.year, batch.title, batch.content = year or batch.year, title or batch.title, content
        batch.columns = meanings
        batch.save(update_fields=["answers", "year", "title", "content", "columns"])
        record("答复导入问题", batch, by=by, at=at, office=batch.office, changes={"答复": [{}, batch.answers]})
    return batch


@transaction.atomic
def batch_apply(*, batch, by, at, stamp: str):
    """Write the paper into its plan and schedule, all of it or nothing, and return the counts.

    stamp is that of the preview the person saw; a plan that changed since is not touched. Sends no mail by itself: an
    issued plan's new assignments are found by the next sweep.
    """
    batch = _locked(batch)
    if batch.year is None:
        raise ImportRefused("没有读出年度，请先填写年度。")
    Office.objects.select_for_update().get(pk=batch.office_id)  # one import of an office at a time
    plan = _plan_of(batch, lock=True)
    if plan is not None and plan.state == Plan.State.CLOSED:
        raise ImportRefused(f"《{plan.title}》已经归档，不能再导入。")
    trace = Trace(plan_created=plan is None)
    try:
        names = Names(batch.office, batch.answers)
        trace.registers_created = create_answered_units(batch.office, names, batch.answers, by=by, at=at)
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
    batch = _locked(batch)
    batch.state = ImportBatch.State.DISCARDED
    batch.save(update_fields=["state"])
    record("放弃导入", batch, by=by, at=at, office=batch.office)
    return batch


def open_names(plan) -> Names:
    """Return the book of names in which a plan's open phrases are looked up."""
    return Names(plan.office, {}, ignored_phrases(plan))


def open_phrases(plan) -> list[tuple[UnitPhrase, str]]:
    """Return the phrases of a plan that mean nobody yet, with the number of their row."""
    parties = TaskParty.objects.filter(task__plan=plan, unit=None, group=None, ignored=False).select_related("task")
    rows = parties.order_by("task__position", "position")
    return [(UnitPhrase(row.text, row.role, row.text.startswith("各")), f"第{row.task.number}项") for row in rows]


@transaction.atomic
def plan_settle_names(*, plan, answers: dict, by, at) -> int:
    """Settle a draft's open phrases, from the register as it is now and from answers, and return how many were."""
    plan = Plan.objects.select_for_update(of=("self",)).select_related("office").get(pk=plan.pk)
    if not plan.is_draft:
        raise ImportRefused("任务分工已经下发；更正请重新导入改好的文件。")
    try:
        names = Names(plan.office, {})
        names.check(answers)
        create_answered_units(plan.office, Names(plan.office, {"units": answers}), {"units": answers}, by=by, at=at)
    except BadAnswer as error:
        raise ImportRefused(str(error)) from None
    except ValidationError as error:
        raise ImportRefused(f"没有保存：{'；'.join(error.messages)}") from None
    names = Names(plan.office, {"units": answers})
    settled = []
    for party in TaskParty.objects.filter(task__plan=plan, unit=None, group=None, ignored=False):
        meaning = names.meaning(party.text)
        if meaning.settled:
            party.unit, party.group, party.ignored = meaning.unit, meaning.group, meaning.ignored
            settled.append(party)
    TaskParty.objects.bulk_update(settled, ["unit", "group", "ignored"], batch_size=500)
    if settled:
        plan.version += 1
        plan.save(update_fields=["version"])
        record("确认责任单位", plan, by=by, at=at, office=plan.office, changes={"名称": [0, len(settled)]})
    return len(settled)


def _read(name: str, content: bytes, year, columns: dict) -> Paper:
    """Read in a child process with limits on time and memory, outside of any transaction."""
    ending = PurePath(name).suffix.lower()
    with TemporaryDirectory() as folder:
        path = PurePath(folder) / ("paper" + (ending if ending in ENDINGS else ""))
        with open(path, "wb") as file:
            file.write(content)
        return read_in_child(path, year=year, columns=columns or None)


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
    elif comparison.count("new") or comparison.count("changed"):
        plan.version += 1
        plan.save(update_fields=["version"])
    touched = write_tasks(plan, comparison, trace)
    trace.plan_version = plan.version
    if plan.state == Plan.State.ISSUED and touched:
        done = plan_extend(plan=plan, tasks=touched, by=by, at=at)
        trace.assignments_created = done.added
        trace.assignments_changed = {
            str(pk): {name: plain(value) for name, value in values.items()} for pk, values in done.changed.items()
        }
    return plan


def _merged(held: dict, given: dict) -> dict:
    merged = dict(held)
    for part, answers in given.items():
        merged[part] = {key: value for key, value in (held.get(part, {}) | answers).items() if value}
    return merged


def _locked(batch):
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("office").get(pk=batch.pk)
    if batch.state != ImportBatch.State.PREVIEWED:
        raise ImportRefused(f"这次导入的状态是“{batch.get_state_display()}”，不能再操作。")
    return batch


def _plan_of(batch, lock=False):
    plans = Plan.objects.filter(office=batch.office, year=batch.year, title=batch.title)
    return (plans.select_for_update() if lock else plans).first()
