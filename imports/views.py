"""The import in the browser: upload, questions, preview, apply. Each step has its own address."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from documents.errors import UnreadableFile
from imports.answers import rows_without_units, vague_deadlines
from imports.export import plan_workbook, template_workbook, workbook_name
from imports.forms import ApplyForm, ColumnsForm, NamesForm, RowsForm, SettingsForm, UploadForm
from imports.models import ImportBatch
from imports.services import (
    ImportRefused,
    batch_answer,
    batch_apply,
    batch_discard,
    batch_open,
    batch_preview,
    open_names,
    open_phrases,
    plan_settle_names,
)
from imports.undo import batch_undo, held_tasks, undo_refusal
from tasks.models import Plan
from units.access import manager_required, office_required

RECENT = 30


@require_http_methods(["GET", "POST"])
@manager_required
def import_start(request):
    """Hand in a file or a pasted table; below stand the last imports."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_bound and form.is_valid():
        name, content = form.content()
        try:
            batch = batch_open(
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
            return redirect("import_preview", pk=batch.pk)
    recent = ImportBatch.objects.visible_to(request.user).select_related("plan", "schedule", "created_by")
    context = {"form": form, "recent": recent.defer("content", "answers")[:RECENT]}
    return render(request, "imports/start.html", context, status=422 if form.errors else 200)


@require_GET
@manager_required
def import_preview(request, pk):
    """What was read, what must be asked, and how the table will stand. An applied batch shows its result."""
    batch = get_object_or_404(_batches(request).select_related("office", "plan", "schedule"), pk=pk)
    if batch.state != ImportBatch.State.PREVIEWED:
        undo = {"refusal": undo_refusal(batch), "held": held_tasks(batch)} if batch.state == "applied" else None
        return render(request, "imports/result.html", {"batch": batch, "undo": undo})
    return _preview_page(request, batch, batch_preview(batch))


@require_POST
@manager_required
def import_answer(request, pk):
    """Keep the answers; then show the preview again, or apply when that button was pressed."""
    batch = get_object_or_404(_batches(request).select_related("office"), pk=pk)
    preview = batch_preview(batch)
    forms = _forms(batch, preview, request.POST)
    if not all(form.is_valid() for form in forms.values()):
        messages.error(request, "没有保存：有答复需要修改，见下面红字。")
        return _preview_page(request, batch, preview, forms)
    answers = {"units": forms["names"].answers(), **forms["rows"].answers()}
    columns = forms["columns"].changes()
    values = {**forms["settings"].cleaned_data, "answers": answers, "by": request.user, "at": timezone.now()}
    try:
        batch = batch_answer(batch=batch, columns=columns, **values)
        if columns:
            messages.success(request, "已按新的列含义重新读取，请再看一遍预览。")
        elif request.POST.get("then") == "apply":
            batch_apply(batch=batch, by=request.user, at=timezone.now(), stamp=_stamp(request))
            messages.success(request, "已导入。")
        else:
            messages.success(request, "答复已保存，预览已更新。")
    except (ImportRefused, UnreadableFile) as refusal:
        messages.error(request, str(refusal))
    return redirect("import_preview", pk=pk)


@require_POST
@manager_required
def import_apply(request, pk):
    """Write the paper into its plan."""
    batch = get_object_or_404(_batches(request), pk=pk)
    _try(request, "已导入。", batch_apply, batch=batch, by=request.user, at=timezone.now(), stamp=_stamp(request))
    return redirect("import_preview", pk=pk)


@require_POST
@manager_required
def import_discard(request, pk):
    """Put the preview away."""
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user), pk=pk)
    _try(request, "已放弃这次导入，没有写入任何内容。", batch_discard, batch=batch, by=request.user, at=timezone.now())
    return redirect("import_start")


def _batches(request):
    return ImportBatch.objects.visible_to(request.user)


def _stamp(request) -> str:
    form = ApplyForm(request.POST)
    return form.cleaned_data["stamp"] if form.is_valid() else "?"


def _forms(batch, preview, data=None) -> dict:
    read = batch.paper
    deadlines = [(phrase, len(rows), rows[0].source) for phrase, rows in vague_deadlines(read).items()]
    return {
        "settings": SettingsForm(data, initial={"title": batch.title, "year": batch.year}),
        "columns": ColumnsForm(data, columns=read.columns),
        "names": NamesForm(data, asked=preview.asked, office=batch.office),
        "rows": RowsForm(data, deadlines=deadlines, rows=rows_without_units(read), answers=batch.answers),
    }


def _preview_page(request, batch, preview, forms=None):
    same = (
        _batches(request).filter(sha256=batch.sha256, state=ImportBatch.State.APPLIED).order_by("-applied_at").first()
    )
    codes = ("unknown_unit", "unknown_group", "deadline_vague", "units_missing", "year_missing")
    context = {
        "batch": batch,
        "preview": preview,
        "forms": forms or _forms(batch, preview),
        "paper_questions": [question for question in preview.questions if question.code not in codes],
        "applied_before": same,
    }
    return render(request, "imports/preview.html", context, status=422 if forms else 200)


def _try(request, done, act, **values):
    try:
        act(**values)
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)


@require_POST
@manager_required
def import_undo(request, pk):
    """Take an applied import back."""
    batch = get_object_or_404(_batches(request), pk=pk)
    try:
        stayed = batch_undo(batch=batch, by=request.user, at=timezone.now())
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已撤销这次导入。" + "".join(stayed[:5]))
    return redirect("import_preview", pk=pk)


@require_http_methods(["GET", "POST"])
@manager_required
def plan_names(request, pk):
    """Settle the names that an import left open."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("office"), pk=pk)
    asked = open_names(plan).asked(open_phrases(plan))
    form = NamesForm(request.POST if request.method == "POST" else None, asked=asked, office=plan.office)
    if request.method == "POST" and form.is_valid():
        answers = {text: answer for text, answer in form.answers().items() if answer}
        try:
            count = plan_settle_names(plan=plan, answers=answers, by=request.user, at=timezone.now())
        except ImportRefused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"已确认{count}处责任单位。")
            return redirect("plan", pk=pk)
    return render(request, "imports/plan_names.html", {"plan": plan, "form": form}, status=422 if form.errors else 200)


@require_GET
@office_required
def plan_workbook_view(request, pk):
    """The plan as a workbook; ?states=1 adds where each row stands today."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    states_on = timezone.localdate() if request.GET.get("states") else None
    return _download(plan_workbook(plan, states_on=states_on), plan.title)


@require_GET
@manager_required
def import_template(request):
    """An empty table to fill in."""
    year = timezone.localdate().year
    return _download(template_workbook(request.member.office, year), f"{year}年任务分工模板")


def _download(content, title):
    return FileResponse(BytesIO(content), as_attachment=True, filename=workbook_name(title))
