"""Handing in a paper, and the way to the step where an import stands."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from documents.errors import UnreadableFile
from imports.forms import UploadForm
from imports.models import ImportBatch
from imports.services import BACKGROUND, batch_preview, batch_take
from imports.views.batches import batch_or_404
from units.access import manager_required

RECENT = 30
S = ImportBatch.State


@require_http_methods(["GET", "POST"])
@manager_required
def import_start(request):
    """Hand in a file or a pasted table; below stand the last imports."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        name, content = form.content()
        try:
            batch = batch_take(
                office=request.member.office,
                name=name,
                content=content,
                year=form.cleaned_data["year"],
                by=request.user,
                at=timezone.now(),
            )
        except UnreadableFile as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(_after_reading(batch), pk=batch.pk)
    recent = ImportBatch.objects.visible_to(request.user).select_related("plan", "schedule", "created_by")
    context = {"form": form, "recent": recent.defer("content", "answers", "trace", "plan__layout")[:RECENT]}
    return render(request, "imports/start.html", context, status=422 if form.errors else 200)


def _after_reading(batch) -> str:
    """Return the way on. Only where a year or the name of a column is missing must a person look at what was recognised."""
    if batch.state == S.READING:
        return "import_progress"
    is_doubtful = batch.year is None or any(column.meaning in ("", "other") for column in batch.paper.columns)
    return "import_recognised" if is_doubtful else "import_batch"


@require_GET
@manager_required
def import_batch(request, pk):
    """Lead to the step where the import stands, so that coming back loses nothing."""
    batch = batch_or_404(request, pk)
    if batch.state in BACKGROUND:
        return redirect("import_progress", pk=pk)
    if batch.state != S.PREVIEWED:
        return redirect("import_result", pk=pk)
    if batch.year is None:
        return redirect("import_recognised", pk=pk)
    if batch.refusal:
        return redirect("import_preview", pk=pk)
    return redirect("import_questions" if batch_preview(batch).open_questions else "import_preview", pk=pk)
