"""Which clause of the upper-level paper a task comes from. Also for issued plans: it changes no duty."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tasks.draft_forms import LineageForm
from tasks.models import Plan, Task
from tasks.services.lineage import task_set_lineage
from tasks.views.going_back import go_back, wanted
from units.access import manager_required
from units.acting import attempt


@require_http_methods(["GET", "POST"])
@manager_required
def task_lineage(request, plan_pk, pk):
    """Choose the upper-level task, or type the printed clause."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("office"), pk=plan_pk)
    task = get_object_or_404(Task.objects.filter(plan=plan).with_upper(plan.office), pk=pk)
    form = LineageForm(
        request.POST if request.method == "POST" else None,
        plan=plan,
        requirement=task.requirement,
        initial={"upper": task.upper, "upper_text": task.upper_text},
    )
    status = 200
    if request.method == "POST" and "look" not in request.POST:
        if form.is_valid() and _set(request, task, form):
            return go_back(request, reverse("plan", args=[plan.pk]), f"t{task.pk}")
        status = 422
    context = {"plan": plan, "task": task, "lineage": form, "next": wanted(request)}
    return render(request, "tasks/task_lineage.html", context, status=status)


def _set(request, task, form) -> bool:
    return attempt(request, task_set_lineage, "已保存对应的上级条目。", task=task, **form.values()) is not None
