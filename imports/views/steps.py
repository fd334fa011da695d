"""The steps between reading and writing: what was recognised, what must be asked, how the table will stand."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from imports.forms import ColumnsForm, GoneForm, QuestionForms, SettingsForm
from imports.models import ImportBatch
from imports.services import batch_answer, batch_preview
from imports.views.batches import attempt, batch_or_404, step_context
from imports.views.table import table_context
from units.access import manager_required


def _open_step(view):
    """Let a step's page be seen only while the batch waits for the clerk; else lead to where it stands."""

    def guarded(request, pk):
        batch = batch_or_404(request, pk)
        return view(request, batch) if batch.state == ImportBatch.State.PREVIEWED else redirect("import_batch", pk=pk)

    return guarded


@require_http_methods(["GET", "POST"])
@manager_required
@_open_step
def import_recognised(request, batch):
    """Step 1: layout, title, year, columns, each to be changed; another reading of the file when they are."""
    paper, data = batch.paper, request.POST or None
    settings = SettingsForm(data, initial={"title": batch.title, "year": batch.year})
    columns = ColumnsForm(data, columns=paper.columns)
    if data and settings.is_valid() and columns.is_valid():
        changes = columns.changes()
        values = {**settings.cleaned_data, "columns": changes, "answers": {}}
        if said := attempt(request, batch_answer, batch=batch, **values):
            if changes and said.state == ImportBatch.State.PREVIEWED:  # a large file is read anew by a job
                messages.success(request, "已按新的列含义重新读取。")
            return redirect("import_recognised" if changes else "import_questions", pk=batch.pk)
    context = step_context(batch, "recognised") | {"paper": paper, "settings": settings, "columns": columns}
    return render(request, "imports/recognised.html", context, status=422 if settings.errors or columns.errors else 200)


@require_http_methods(["GET", "POST"])
@manager_required
@_open_step
def import_questions(request, batch):
    """Step 2: what only a person knows, each asked once for all rows."""
    preview, data = batch_preview(batch), request.POST or None
    forms = QuestionForms(batch, preview, data)
    if data and forms.is_valid():
        if answered := attempt(request, batch_answer, batch=batch, answers=forms.answers()):
            return redirect(_after_answers(answered, preview), pk=batch.pk)
    elif data:
        messages.error(request, "没有保存：有答复需要修改，见下面红字。")
    context = step_context(batch, "questions", preview) | {"forms": forms}
    return render(request, "imports/questions.html", context, status=422 if data else 200)


def _after_answers(batch, before) -> str:
    """Ask once more only when an answer raised a question that was not on the page, such as who belongs to a new group."""
    asked = {question.text for question in before.questions}
    fresh = [question for question in batch_preview(batch).open_questions if question.text not in asked]
    return "import_questions" if fresh else "import_preview"


@require_http_methods(["GET", "POST"])
@manager_required
@_open_step
def import_preview(request, batch):
    """Step 3: every row as it will stand, with what changes; nothing is written yet."""
    preview, data = batch_preview(batch), request.POST or None
    gone = GoneForm(
        data, gone=preview.gone, leaving=preview.leaving, is_draft=preview.plan is not None and preview.plan.is_draft
    )
    if data and gone.is_valid():
        attempt(request, batch_answer, "已保存。", batch=batch, answers=gone.answers())
        return redirect("import_preview", pk=batch.pk)
    context = step_context(batch, "preview", preview) | table_context(preview, request.GET) | {"gone": gone}
    context["applied_before"] = ImportBatch.objects.applied_before(batch)
    return render(request, "imports/preview.html", context, status=422 if gone.errors else 200)
