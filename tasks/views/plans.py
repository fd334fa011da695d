"""The office's plans: the list, the table as printed, and issuing it."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tasks.forms import RollForwardForm, RulesForm
from tasks.headings import Headings
from tasks.lights import Lights
from tasks.models import Assignment, Plan, Task
from tasks.services.issue import obstacles, outlook, plan_close, plan_issue
from tasks.services.roll_forward import plan_roll_forward
from tasks.services.rules import RULES, plan_set_rules
from units.access import manager_required, member_required
from units.acting import attempt
from units.undoing import attempt_with_undo


@require_GET
@member_required
def plan_list(request):
    """All plans of the office, newest year first."""
    plans = Plan.objects.visible_to(request.user).with_progress().order_by("-year", "-pk")
    return render(request, "tasks/plan_list.html", {"plans": plans})


@require_GET
@member_required
def plan_detail(request, pk):
    """The table as printed, with state columns for the office."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("office"), pk=pk)
    tasks = Task.objects.filter(plan=plan).visible_to(request.user).with_progress(timezone.localdate())
    tasks = tasks.prefetch_related("parties__unit", "parties__group")
    tasks = tasks.with_upper(plan.office)
    if unit := request.member.unit_id:
        own = Assignment.objects.visible_to(request.user).filter(unit=unit)
        tasks = tasks.filter(assignments__unit=unit).prefetch_related(Prefetch("assignments", own, to_attr="own"))
    tasks = list(tasks.order_by("position"))
    lights = Lights(plan.office, timezone.localdate())
    returned = own.keys_returned(task.own[0] for task in tasks) if unit else set()
    for task in tasks if unit else ():
        task.own_light, task.is_returned = lights.of(task.own[0]), task.own[0].pk in returned
    context = {
        "plan": plan,
        "sections": Headings([plan]).sections(tasks, lambda task: task.heading_id),
        "count": len(tasks),
        "citing": "upper" in request.GET and request.member.manages and plan.state == Plan.State.ISSUED,
        "whole": Task.objects.filter(plan=plan).count() if unit else len(tasks),
        "obstacles": obstacles(plan) if request.member.manages and plan.state != Plan.State.CLOSED else [],
        "outlook": outlook(plan) if plan.is_draft and request.member.manages else None,
        "rules_form": RulesForm(initial={name: getattr(plan, name) for name in RULES}),
        "roll_form": RollForwardForm(initial={"year": plan.year + 1, "title": _next_title(plan)}),
    }
    return render(request, "tasks/plan_detail.html", context)


@require_POST
@manager_required
def plan_issue_view(request, pk):
    """Issue the plan (下发)."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    count = attempt(request, plan_issue, plan=plan)
    if count is not None:
        messages.success(request, f"已下发，共生成{count}件单位任务。提醒邮件在当天或下一个工作日的工作时间发出。")
    return redirect("plan", pk=pk)


@require_POST
@manager_required
def plan_rules_view(request, pk):
    """Set how the units report."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    form = RulesForm(request.POST)
    form.full_clean()
    attempt(request, plan_set_rules, "填报和公开设置已保存。", plan=plan, **form.cleaned_data)
    return redirect("plan", pk=pk)


@require_POST
@manager_required
def plan_close_view(request, pk):
    """Archive the plan (归档)."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    done = f"《{plan.title}》已归档，不再提醒，单位也不能再填报；记录都保留。"
    attempt_with_undo(request, plan_close, done, "tasks_undo", _closed, plan=plan)
    return redirect("plan", pk=pk)


def _closed(plan) -> dict:
    return {"act": "close", "rows": [(plan.pk, plan.version)]}


@require_POST
@manager_required
def plan_roll_forward_view(request, pk):
    """Make next year's draft from this plan (沿用)."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("office"), pk=pk)
    form = RollForwardForm(request.POST)
    if not form.is_valid():
        messages.error(request, "没有生成：请填写年度和标题。")
        return redirect("plan", pk=pk)
    done = "已生成草稿：年份随期限顺延，具体要求的文字没有改动，请逐项核对。"
    new = attempt(request, plan_roll_forward, done, plan=plan, **form.cleaned_data)
    return redirect("plan_forward", pk=new.pk) if new else redirect("plan", pk=pk)


def _next_title(plan) -> str:
    return plan.title.replace(str(plan.year), str(plan.year + 1))
