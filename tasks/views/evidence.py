"""Evidence files: taken with the form of an assignment, and handed to who may see them."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tasks.forms import FilesForm
from tasks.models import EvidenceFile
from tasks.services.evidence import evidence_add, evidence_draft, evidence_is_kept, evidence_remove
from tasks.services.evidence_keeping import evidence_hand_out
from units.access import member_required
from units.files.handing import sent
from units.files.names import clean_name
from units.files.refusals import NotHandedOut
from units.refusals import Refused

KEEP_FORM = ("attach", "remove")  # buttons that only save a draft and show the form again


@require_GET
@member_required
def evidence_download(request, pk):
    """One file. It never opens inside of our site, whatever it holds."""
    rows = EvidenceFile.objects.visible_to(request.user).stored()
    file = get_object_or_404(rows.select_related("report__assignment__task", "report__assignment__unit"), pk=pk)
    try:
        content = evidence_hand_out(file=file, by=request.user, at=timezone.now())
    except NotHandedOut as refusal:
        words = {"status": refusal.status, "title": "文件不能下载", "text": str(refusal)}
        return render(request, "error.html", words, status=refusal.status)
    return sent(content, kind=file.kind, name=file.name)


def take_files(request, assignment, form_key) -> FilesForm:
    """Keep the chosen files with the draft at once, so that a mistake elsewhere in the form does not cost them.

    Returns the form, which holds a sentence for every file that was refused.
    """
    form = FilesForm(request.POST, request.FILES)
    form.is_valid()
    uploads = form.cleaned_data.get("files", [])
    if "attach" in request.POST and not uploads:
        messages.info(request, "没有选择文件。")
    kept = [upload for upload in uploads if _take(request, assignment, upload, form_key, form)]
    if kept:
        messages.success(request, f"已保存{len(kept)}个文件。")
    return form


def _take(request, assignment, upload, form_key, form) -> bool:
    who = {"by": request.user, "at": timezone.now()}
    try:
        draft = evidence_draft(assignment=assignment, form_key=form_key, **who)
        added = evidence_add(report=draft, upload=upload, **who)
    except Refused as refusal:
        if not evidence_is_kept(assignment=assignment, upload=upload):  # else the form was pressed twice
            form.add_error("files", str(refusal))
        return False
    if added.again:
        messages.info(request, f"“{clean_name(upload.name)}”的内容已在这次反馈里，没有重复保存。")
    elif added.earlier:
        messages.warning(request, _same(added))
    return not added.again


def _same(added) -> str:
    first = added.earlier
    day = timezone.localdate(first.uploaded_at)
    return (
        f"“{added.file.name}”已保存。提示：内容与{day:%Y-%m-%d}用于“{first.report.assignment.task}”的"
        f"“{first.name}”相同；如果选错了文件，请移除后重新选择。"
    )


def files_of_draft(user, assignment):
    """Return the files that will go with the answer that is being written."""
    rows = EvidenceFile.objects.visible_to(user).stored().filter(report__assignment=assignment, report__state="draft")
    return rows.select_related("uploaded_by")


def drop_file(request, assignment) -> None:
    """Remove the file that the pressed button names. Raises ActRefused, and Http404 for what is not of this draft."""
    wanted = request.POST["remove"]
    if not (wanted.isascii() and wanted.isdigit()):
        raise Http404
    file = get_object_or_404(files_of_draft(request.user, assignment).select_related("report__assignment"), pk=wanted)
    evidence_remove(file=file, by=request.user, at=timezone.now())
    messages.success(request, f"已移除“{file.name}”。")
