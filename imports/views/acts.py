"""What happens to an import: apply, put away, take back, and the page that says what came of it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from imports.forms import ApplyForm
from imports.models import ImportBatch
from imports.services import (
    BACKGROUND,
    batch_confirm,
    batch_discard,
    batch_restore,
    batch_undo,
    hanging,
    held_tasks,
    undo_refusal,
)
from imports.views.batches import attempt, batch_or_404
from units.access import manager_required
from units.undoing import offer

FIGURES = {  # what is counted, and its counter
    "created": ("新增任务", "项"),
    "updated": ("修改任务", "项"),
    "unchanged": ("不变的任务", "项"),
    "removed": ("文件里已没有的任务", "项"),
    "ended": ("终止单位任务", "件"),
    "activities": ("活动", "场"),
}
NOTHING = [("改动", "处", 0)]


@require_POST
@manager_required
def import_apply(request, pk):
    """Write the paper into its plan, or leave that to the worker if it is large."""
    form = ApplyForm(request.POST)
    stamp = form.cleaned_data["stamp"] if form.is_valid() else "?"
    batch = batch_or_404(request, pk)
    confirmed = attempt(request, batch_confirm, batch=batch, stamp=stamp)
    if confirmed is None or confirmed.state != ImportBatch.State.APPLIED:
        return redirect("import_batch", pk=pk)
    told = "，".join(f"{label}{count}{counter}" for label, counter, count in _figures(confirmed)) or "没有改动"
    offer(request, f"已导入：{told}。", ("import_undo", pk))
    if confirmed.plan and confirmed.plan.is_draft and not confirmed.schedule_id:
        return redirect("plan", pk=confirmed.plan_id)  # where it is looked at and issued
    return redirect("import_result", pk=pk)


@require_POST
@manager_required
def import_discard(request, pk):
    """Put the preview away."""
    done, batch = "已放弃这次导入，没有写入任何内容。", batch_or_404(request, pk)
    was_read = batch.state == ImportBatch.State.PREVIEWED
    if attempt(request, batch_discard, batch=batch):
        if was_read:
            offer(request, done, ("import_restore", pk))
        else:
            messages.success(request, done)
    return redirect("import_start")


@require_POST
@manager_required
def import_restore(request, pk):
    """Take the putting away back: the preview waits as before."""
    attempt(request, batch_restore, "已恢复，可以接着导入。", batch=batch_or_404(request, pk))
    return redirect("import_batch", pk=pk)


@require_POST
@manager_required
def import_undo(request, pk):
    """Take an applied import back."""
    stayed = attempt(request, batch_undo, batch=batch_or_404(request, pk))
    if stayed is not None:
        messages.success(request, "已撤销这次导入。")
    return redirect("import_result", pk=pk)


@require_GET
@manager_required
def import_result(request, pk):
    """What came of the import, and what taking it back would do."""
    batch = batch_or_404(request, pk)
    if batch.state in (*BACKGROUND, ImportBatch.State.PREVIEWED):
        return redirect("import_batch", pk=pk)
    undo = None
    if batch.state == ImportBatch.State.APPLIED:
        undo = {"refusal": undo_refusal(batch), "held": held_tasks(batch), "hanging": hanging(batch)}
    context = {"batch": batch, "undo": undo, "figures": _figures(batch) or NOTHING}
    return render(request, "imports/result.html", context)


def _figures(batch) -> list[tuple[str, str, int]]:
    return [(*words, batch.result[key]) for key, words in FIGURES.items() if batch.result.get(key)]
