"""The import in the browser: upload, questions, preview, apply. Each step has its own address."""

from io import BytesIO

from django.contrib import messages
from django.http import FileResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from documents.errors import UnreadableFile
from imports.export import plan_workbook, template_workbook, workbook_name
from imports.forms import SettingsForm, UploadForm, answer_forms
from imports.models import ImportBatch
from imports.services import ImportRefused, batch_answer, batch_apply, batch_discard, batch_open, batch_preview
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
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user).select_related("office", "plan"), pk=pk)
    if batch.state != ImportBatch.State.PREVIEWED:
        return render(request, "imports/result.html", {"batch": batch})
    preview = batch_preview(batch)
    context = {
        "batch": batch,
        "preview": preview,
        "settings_form": SettingsForm(initial={"title": batch.title, "year": batch.year}),
        "answer_forms": answer_forms(preview.unknown, batch.office),
        "paper_questions": [q for q in preview.questions if q.code not in ("unknown_unit", "unknown_group")],
    }
    return render(request, "imports/preview.html", context)


@require_POST
@manager_required
def import_answer(request, pk):
    """Keep the answers and show the preview again."""
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user).select_related("office"), pk=pk)
    settings_form = SettingsForm(request.POST)
    forms = answer_forms(batch_preview(batch).unknown, batch.office, request.POST)
    if not settings_form.is_valid() or not all(form.is_valid() for form in forms):
        messages.error(request, "没有保存：" + next(iter(settings_form.errors.values()), ["请检查所选的答复。"])[0])
        return redirect("import_preview", pk=pk)
    units = {form.unknown.text: answer for form in forms if (answer := form.answer())}
    values = {**settings_form.cleaned_data, "units": units, "by": request.user, "at": timezone.now()}
    _try(request, "答复已保存，预览已更新。", batch_answer, batch=batch, **values)
    return redirect("import_preview", pk=pk)


@require_POST
@manager_required
def import_apply(request, pk):
    """Write the paper into its plan."""
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user), pk=pk)
    version = request.POST.get("plan_version", "")
    values = {"by": request.user, "at": timezone.now(), "plan_version": int(version) if version.isdigit() else -1}
    _try(request, "已导入。下发之前不会通知任何单位。", batch_apply, batch=batch, **values)
    return redirect("import_preview", pk=pk)


@require_POST
@manager_required
def import_discard(request, pk):
    """Put the preview away."""
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user), pk=pk)
    _try(request, "已放弃这次导入，没有写入任何内容。", batch_discard, batch=batch, by=request.user, at=timezone.now())
    return redirect("import_start")


def _try(request, done, act, **values):
    try:
        act(**values)
    except ImportRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)


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
