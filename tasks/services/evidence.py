"""Files that prove an answer: taken with a draft, kept with the report, handed to who may see them."""

import hashlib
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat

from tasks.models import EvidenceFile, ProgressReport
from tasks.services.errors import ActRefused
from tasks.services.lifecycle import lock
from tasks.services.reports import refuse_when_waiting
from units.faults import point
from units.files import storage
from units.files.taking import take
from units.history import record
from units.models import Office

DRAFT = ProgressReport.State.DRAFT
PENDING, STORED = EvidenceFile.State.PENDING, EvidenceFile.State.STORED
SENT = "这一页已经报送过了；要补充文件，请重新打开这项任务。"
TOO_LATE = "这份反馈已经报送，不能再增减文件；需要修改时，请联系办公室退回。"


@dataclass(frozen=True, slots=True)
class Added:
    """A file that was kept, whether it was there already, and the unit's first use of the same content elsewhere."""

    file: EvidenceFile
    again: bool
    earlier: EvidenceFile | None


@transaction.atomic
def evidence_draft(*, assignment, by, at, form_key=None) -> ProgressReport:
    """Return the draft that files are kept with, beginning an empty one where there is none.

    Its version is 0, so that a page opened before it can still save its texts into it. form_key is the one-time key of
    the page: a page whose answer was sent begins no further draft.
    """
    assignment = lock(assignment)
    refuse_when_waiting(assignment)
    if form_key and assignment.reports.filter(form_key=form_key).exists():
        raise ActRefused(SENT)
    draft = assignment.reports.filter(state=DRAFT).first()
    return draft or assignment.reports.create(author=by, created_at=at, version=0)


def evidence_add(*, report, upload, by, at) -> Added:
    """Keep an uploaded file with the draft report. Not to be called inside a transaction: the row must come first.

    Raises Refused with a sentence when the file, the limits, the scanner or the disk say no; then nothing is left.
    The same content a second time is the file that is there: a button pressed twice does no harm.
    """

    def reserve(checked, size):
        return _reserve(report=report, checked=checked, size=size, by=by, at=at)

    kept, again = take(upload, reserve=reserve, keep=lambda row: _keep(row, by=by, at=at))
    return Added(kept, again, first_use(kept))


@transaction.atomic(durable=True)
def _reserve(*, report, checked, size, by, at) -> EvidenceFile:
    """Write the row of a file that is still to come, so that the limits hold for those who upload at the same time."""
    office = Office.objects.select_for_update(no_key=True).get(pk=report.assignment.office_id)
    assignment = lock(report.assignment)
    if not (assignment.is_with_unit and assignment.reports.filter(pk=report.pk, state=DRAFT).exists()):
        raise ActRefused(TOO_LATE)
    _within_limits(report, assignment, office, checked.name, size)
    point("evidence counted")
    return EvidenceFile.objects.create(
        office=office,
        report=report,
        name=checked.name,
        size=size,
        kind=checked.kind.name,
        uploaded_by=by,
        uploaded_at=at,
    )


def _within_limits(report, assignment, office, name, size) -> None:
    most, here = settings.EVIDENCE_FILES, report.files.count()
    if here >= most:
        raise ActRefused(
            f"“{name}”没有保存：一次报送最多{most}个文件，已有{here}个。请移除不需要的，或者打成一个 zip 压缩包。"
        )
    for what, quota, rows in (
        ("这项任务", settings.EVIDENCE_TASK_QUOTA, EvidenceFile.objects.filter(report__assignment=assignment)),
        ("全办公室", settings.EVIDENCE_OFFICE_QUOTA, EvidenceFile.objects.filter(office=office)),
    ):
        used = _bytes(rows)
        if used + size > quota:
            left = filesizeformat(max(quota - used, 0))
            raise ActRefused(
                f"“{name}”没有保存：{what}的文件合计不能超过 {filesizeformat(quota)}，还剩 {left}，"
                f"这个文件有 {filesizeformat(size)}。请压缩后再传，或改填网页地址。"
            )


def _bytes(rows) -> int:
    """Bytes on the disk: what a return copied from one report to the next lies there once."""
    pending = rows.filter(state=PENDING).aggregate(total=Sum("size"))["total"] or 0
    contents = rows.filter(state=STORED).order_by().values("report__assignment", "sha256", "size").distinct()
    return pending + (contents.aggregate(total=Sum("size"))["total"] or 0)


@transaction.atomic
def _keep(row, *, by, at) -> EvidenceFile:
    """Say that the file is there; return the row that stands for it, which is another one for content that was there."""
    assignment = lock(row.report.assignment)
    twin = row.report.files.filter(state=STORED, sha256=row.sha256).first()
    if twin:
        return twin
    if not assignment.reports.filter(pk=row.report_id, state=DRAFT).exists():
        raise ActRefused(TOO_LATE)
    stored = {"state": STORED, "size": row.size, "sha256": row.sha256}
    if not EvidenceFile.objects.again(row).filter(state=PENDING).update(**stored):
        raise ActRefused(f"“{row.name}”没有保存：上传用了太长时间，请重试。")
    row.state = STORED
    record("上传佐证", assignment, by=by, at=at, office=assignment.office, changes={"佐证文件": ["", row.name]})
    return row


def first_use(file) -> EvidenceFile | None:
    """Return the first stored file with the same content that the unit handed in elsewhere."""
    own = EvidenceFile.objects.filter(report__assignment__unit=file.report.assignment.unit_id, office=file.office_id)
    same = own.filter(sha256=file.sha256, state=STORED).exclude(report=file.report_id)
    same = same.exclude(report__state__in=ProgressReport.SENT_BACK)  # its copies in the next draft speak for it
    return same.select_related("report__assignment__task").order_by("uploaded_at", "pk").first()


def evidence_is_kept(*, assignment, upload) -> bool:
    """Whether the content of an upload lies with the latest report already: the form was pressed twice."""
    digest = hashlib.sha256()
    try:
        for chunk in upload.chunks():
            digest.update(chunk)
    except OSError:
        return False
    latest = assignment.reports.order_by("-pk").first()
    return bool(latest) and latest.files.filter(state=STORED, sha256=digest.hexdigest()).exists()


@transaction.atomic
def evidence_remove(*, file, by, at) -> None:
    """Take a file away again; only while its report is a draft."""
    assignment = lock(file.report.assignment)
    row = EvidenceFile.objects.again(file).filter(state=STORED, report__state=DRAFT)
    if not (assignment.is_with_unit and row.exists()):
        raise ActRefused(TOO_LATE)
    row.delete()
    record("移除佐证", assignment, by=by, at=at, office=assignment.office, changes={"佐证文件": [file.name, ""]})
    transaction.on_commit(lambda: storage.remove(file.key))
