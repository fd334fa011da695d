"""Acts on an import: open, answer, preview, apply, discard."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.files.base import ContentFile
from django.db import transaction

from calendar_events.models import ActivitySchedule
from documents import wire
from documents.child import read_in_child
from documents.paper import Paper, Question
from imports.compare import Comparison, compare
from imports.models import ImportBatch
from imports.names import Names, Unknown
from imports.write import create_answered_units, write_activities, write_tasks
from tasks.models import Plan
from tasks.services.issue import Seat, expand, group_members, plan_extend
from units.history import record


class ImportRefused(Exception):
    """The act does not fit the state of the batch; the text is a Chinese sentence for the clerk."""


@dataclass(frozen=True, slots=True)
class PartyDraft:
    """What ``expand`` asks of a party, for rows that are not stored yet; a unit yet to be created goes by its name."""

    task_id: int
    unit_id: int | str | None
    group_id: int | None
    role: str
    text: str


@dataclass(slots=True)
class Preview:
    """Everything a person looks at before the import: nothing of it is written yet."""

    paper: Paper
    plan: Plan | None  # the plan that will be changed; None when one will be created
    comparison: Comparison
    unknown: list[Unknown]
    questions: list[Question]
    counts: dict  # the figures of the contract of ``import_document``
    plan_version: int


def batch_read(*, office, name, content: bytes, at, by=None, year=None) -> ImportBatch:
    """Read an uploaded paper and return it as an unsaved batch. Raises documents.errors.UnreadableFile.

    Reading happens in a child process with limits on time and memory (documents.child).
    """
    with TemporaryDirectory() as folder:
        path = Path(folder) / ("paper" + Path(name).suffix.lower())
        path.write_bytes(content)
        paper = read_in_child(path, year=year)
    return ImportBatch(
        office=office,
        file_name=Path(name).name[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        year=paper.year,
        title=(paper.title or Path(name).stem)[:200],
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
    paper = batch.paper
    names = Names(batch.office, batch.answers)
    plan = _plan_of(batch)
    comparison = compare(paper.rows, plan, names)
    return Preview(
        paper=paper,
        plan=plan,
        comparison=comparison,
        unknown=names.unknown(paper),
        questions=_questions(batch, names, paper),
        counts=_counts(batch.office, comparison, paper),
        plan_version=plan.version if plan else 0,
    )


@transaction.atomic
def batch_answer(*, batch, units: dict, by, at, year=None, title=None):
    """Keep the clerk's answers with the batch."""
    batch = _locked(batch)
    batch.answers = {**batch.answers, "units": {**batch.answers.get("units", {}), **units}}
    batch.year, batch.title = year or batch.year, title or batch.title
    batch.save(update_fields=["answers", "year", "title"])
    record("答复导入问题", batch, by=by, at=at, office=batch.office, changes={"答复": [0, len(units)]})
    return batch


@transaction.atomic
def batch_apply(*, batch, by, at, plan_version: int):
    """Write the paper into its plan and schedule, all of it or nothing, and return the counts.

    plan_version is the version of the plan that the person saw in the preview (0: no such plan). Sends no mail.
    """
    batch = _locked(batch)
    if batch.year is None:
        raise ImportRefused("没有读出年度，请先填写年度。")
    names = Names(batch.office, batch.answers)
    create_answered_units(batch.office, names, batch.answers)
    names = Names(batch.office, batch.answers)
    paper, plan = batch.paper, _plan_of(batch, lock=True)
    if (plan.version if plan else 0) != plan_version:
        raise ImportRefused("预览之后任务分工又有改动，没有导入任何一行，请重新预览。")
    comparison = compare(paper.rows, plan, names)
    counts = _counts(batch.office, comparison, paper)
    if paper.rows:
        batch.plan = _write_plan(batch, plan, comparison, by, at)
    if paper.activities:
        title = batch.title if not paper.rows else f"{batch.year}年活动安排表"
        batch.schedule, _ = ActivitySchedule.objects.get_or_create(office=batch.office, year=batch.year, title=title)
        write_activities(batch.schedule, paper, names)
    batch.state, batch.applied_by, batch.applied_at, batch.result = ImportBatch.State.APPLIED, by, at, counts
    batch.save()
    record("导入", batch, by=by, at=at, office=batch.office, changes={key: [0, n] for key, n in counts.items()})
    return counts


@transaction.atomic
def batch_discard(*, batch, by, at):
    """Put the preview away unapplied."""
    batch = _locked(batch)
    batch.state = ImportBatch.State.DISCARDED
    batch.save(update_fields=["state"])
    record("放弃导入", batch, by=by, at=at, office=batch.office)
    return batch


def _write_plan(batch, plan, comparison, by, at):
    paper = batch.paper
    if plan is None:
        plan = Plan.objects.create(
            office=batch.office,
            year=batch.year,
            title=batch.title,
            document_number=paper.document_number or "",
            dated_on=paper.issued_on,
        )
    elif comparison.count("new") or comparison.count("changed"):
        plan.version += 1
        plan.save(update_fields=["version"])
    write_tasks(plan, comparison)
    if plan.state == Plan.State.ISSUED:
        plan_extend(plan=plan, by=by, at=at)
    return plan


def _locked(batch):
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("office").get(pk=batch.pk)
    if batch.state != ImportBatch.State.PREVIEWED:
        raise ImportRefused(f"这次导入的状态是“{batch.get_state_display()}”，不能再操作。")
    return batch


def _plan_of(batch, lock=False):
    plans = Plan.objects.filter(office=batch.office, year=batch.year, title=batch.title)
    return (plans.select_for_update() if lock else plans).first()


def _counts(office, comparison: Comparison, paper: Paper) -> dict:
    return {
        "created": comparison.count("new"),
        "updated": comparison.count("changed"),
        "unchanged": comparison.count("unchanged"),
        "removed": len(comparison.gone),
        "assignments": len(_seats(office, comparison)),
        "activities": len(paper.activities),
    }


def _seats(office, comparison: Comparison) -> list[Seat]:
    parties = [
        PartyDraft(line.position, meaning.unit_key(text), meaning.group and meaning.group.pk, role, text)
        for line in comparison.lines
        for text, role, meaning in line.parties
    ]
    return expand(parties, group_members(office))


# What the register and the form on the page answer better than the reader could ask.
ASKED_HERE = ("year_missing", "units_open_group")


def _questions(batch, names: Names, paper: Paper) -> list[Question]:
    questions = []
    if batch.year is None:
        questions.append(Question("year_missing", "文件里没有写明年度，请填写。", ""))
    for unknown in names.unknown(paper):
        like = "、".join(name for name, _ in unknown.suggestions)
        hint = f"是不是：{like}？" if like else "请新建单位，或指定为某个单位、单位组的别名。"
        kind = "unknown_group" if unknown.is_group else "unknown_unit"
        text = f"名册里没有“{unknown.text}”（出现{unknown.count}次），{hint}"
        questions.append(Question(kind, text, unknown.first_source))
    for text, group, source in names.open_groups(paper):
        sentence = f"“{text}”没有点名，现按单位组“{group}”的{group.size}个单位下发，请核对名册。"
        questions.append(Question("units_open_group", sentence, source))
    return questions + [question for question in paper.questions if question.code not in ASKED_HERE]
