"""One row of a draft: change it, add one, drop one, take one back from last year."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from tasks.comparison import compared_plans
from tasks.draft_forms import LineageForm, TaskForm
from tasks.models import Plan, Task
from tasks.outcomes import outcomes
from tasks.row_reading import read_row, stored_reading
from tasks.services.drafts import fingerprint, shown, task_add, task_drop, task_restore, task_save
from tasks.services.errors import ActRefused, StaleTask
from tasks.services.taking_back import kept_rows
from tasks.views.going_back import go_back, wanted
from units.access import manager_required
from units.acting import attempt
from units.undoing import attempt_with_undo

WORDS = ("number", "requirement", "units_raw", "deadline_raw", "done_rule")


@require_http_methods(["GET", "POST"])
@manager_required
def task_edit(request, plan_pk, pk):
    """One row in its printed words, with what is made of them."""
    plan = _plan(request, plan_pk)
    task = get_object_or_404(_rows(plan), pk=pk)
    return _handle(request, plan, task)


@require_http_methods(["GET", "POST"])
@manager_required
def task_new(request, plan_pk):
    """A new row."""
    return _handle(request, _plan(request, plan_pk), None)


@require_POST
@manager_required
def task_drop_view(request, plan_pk, pk):
    """Drop a row of the draft."""
    plan = _plan(request, plan_pk)
    task = get_object_or_404(_rows(plan), pk=pk)
    done, text = f"{task.called}已从草稿里删除。", kept_rows(task)

    def held(left):  # nothing, where somebody was in between: what is kept may be old
        is_last = left.version == plan.version + 1
        return {"act": "drop", "rows": [(plan.pk, left.version)], "text": text} if is_last else None

    attempt_with_undo(request, task_drop, done, "tasks_undo", held, task=task)
    return go_back(request, reverse("plan", args=[plan.pk]), f"p{task.previous_id}" if task.previous_id else "")


@require_POST
@manager_required
def task_restore_view(request, plan_pk, pk):
    """Take a row of an earlier plan back into the draft."""
    plan = _plan(request, plan_pk)
    own = Task.objects.visible_to(request.user).exclude(plan=plan)
    previous = get_object_or_404(own.select_related("plan", "heading"), pk=pk)
    if attempt(request, task_restore, plan=plan, previous=previous):
        messages.success(request, "已恢复沿用这一项，期限里的年份已顺延，请核对。")
    return go_back(request, reverse("plan_forward", args=[plan.pk]), f"p{previous.pk}")


def _plan(request, pk):
    return get_object_or_404(Plan.objects.visible_to(request.user).select_related("office"), pk=pk)


def _rows(plan):
    """Return the rows of the plan as the page needs them; the upper-level task only where the office may see it."""
    rows = Task.objects.filter(plan=plan).select_related("heading", "previous__plan")
    return rows.prefetch_related("parties__unit", "parties__group").with_upper(plan.office)


def _handle(request, plan, task):
    if not plan.is_draft:
        messages.error(request, f"这份文件{plan.get_state_display()}，任务内容不能再改；更正请把改好的文件重新导入。")
        return redirect("plan", pk=plan.pk)
    form, lineage = _forms(request, plan, task)
    if request.method == "GET":
        return _page(request, plan, task, form, lineage)
    valid = form.is_valid() and lineage.is_valid()
    if "look" in request.POST or not valid:
        return _page(request, plan, task, form, lineage, status=200 if valid else 422)
    return _save(request, plan, task, form, lineage)


def _save(request, plan, task, form, lineage):
    values = {**form.values(), **lineage.values()}
    at = timezone.now()
    try:
        if task is None:
            saved = task_add(plan=plan, values=values, by=request.user, at=at)
        else:
            saved = task_save(task=task, values=values, by=request.user, at=at, seen=form.cleaned_data["seen"] or None)
    except StaleTask as stale:
        messages.error(request, str(stale))
        return _page(request, plan, task, form, lineage, theirs=stale.theirs, status=422)
    except ActRefused as refusal:
        messages.error(request, str(refusal))
        return _page(request, plan, task, form, lineage, status=422)
    messages.success(request, f"已保存。{_understood(stored_reading(saved))}")
    anchor = f"p{saved.previous_id}" if saved.previous_id and "/forward/" in wanted(request) else f"t{saved.pk}"
    return go_back(request, reverse("plan", args=[plan.pk]), anchor)


def _forms(request, plan, task):
    data = request.POST if request.method == "POST" else None
    bases = compared_plans(plan) or list(Plan.objects.before(plan)[:1])
    former = Task.objects.filter(plan__in=bases).free_for(plan, task and task.previous_id)
    former = former.order_by("-plan__year", "plan_id", "position")
    words, lineage = {}, {}
    if task is not None:
        words = {name: getattr(task, name) for name in WORDS}
        words |= {"heading": task.heading_id, "previous": task.previous_id, "seen": fingerprint(task)}
        lineage = {"upper": task.upper, "upper_text": task.upper_text}
    form = TaskForm(data, plan=plan, former=former, initial=words)
    requirement = str(form["requirement"].value() or "")
    return form, LineageForm(data, plan=plan, requirement=requirement, initial=lineage)


def _page(request, plan, task, form, lineage, theirs=None, status=200):
    previous = task.previous if task else None
    words = {name: str(form[name].value() or "") for name in ("requirement", "units_raw", "deadline_raw")}
    stored = stored_reading(task) if task else None
    context = {
        "plan": plan,
        "task": task,
        "form": form,
        "lineage": lineage,
        "reading": read_row(plan, task=task, **words) if form.is_bound else stored,
        "previous": previous,
        "outcome": outcomes([previous], timezone.localdate())[previous.pk] if previous else None,
        "theirs": shown(theirs) if theirs else None,
        "seen": fingerprint(theirs) if theirs else "",
        "next": wanted(request),
    }
    return render(request, "tasks/task_form.html", context, status=status)


def _understood(reading) -> str:
    """Say in a sentence what was made of the row."""
    raw = reading.deadline_raw
    said = f"“{raw}”读作{reading.deadline_label}" if raw else "没有写完成时限"
    said += f"；责任单位{len(reading.parties)}个" if reading.parties else "；没有责任单位"
    if names := "、".join(f"“{party.text}”" for party in reading.open_parties):
        said += f"，其中{names}名册里没有，请在任务分工页逐个确认名称"
    return said + "。"
