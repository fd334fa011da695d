"""A plan beside last year's: what is carried on, changed, new, and not carried on."""

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tasks.addresses import number
from tasks.comparison import Status, compare, compared_plans
from tasks.draft_forms import BaseForm
from tasks.models import Plan
from tasks.outcomes import outcomes
from tasks.services.lineage import plan_link_previous
from units.access import manager_required, office_required
from units.acting import attempt

PAGE = 50


@require_GET
@office_required
def plan_forward(request, pk):
    """Every row with its status. Addressable: ?show=changed&with=3&page=2."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("office"), pk=pk)
    earlier = Plan.objects.visible_to(request.user).before(plan)
    asked = earlier.filter(pk=number(request.GET, "with")).first()
    bases = compared_plans(plan, asked)
    rows = compare(plan, bases)
    show = request.GET.get("show") if request.GET.get("show") in Status.values else ""
    page = Paginator([row for row in rows if not show or row.status == show], PAGE).get_page(request.GET.get("page"))
    _add_outcomes(page)
    context = {
        "plan": plan,
        "bases": bases,
        "page": page,
        "show": show,
        "filters": _filters(rows),
        "with": asked,
        "query": _query(show, asked),
        "may_edit": plan.is_draft and request.member.manages,
        "may_link": plan.state != Plan.State.CLOSED and request.member.manages,
        "base_form": BaseForm(plans=earlier, initial={"base": asked}),
        "has_earlier": earlier.exists(),
        "unlinked": sum(row.status == Status.NEW for row in rows),
    }
    return render(request, "tasks/plan_forward.html", context)


@require_POST
@manager_required
def plan_link_view(request, pk):
    """Link the rows to those of a plan of an earlier year (与上年对照)."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("office"), pk=pk)
    form = BaseForm(request.POST, plans=Plan.objects.visible_to(request.user).before(plan))
    if not form.is_valid():
        messages.error(request, "没有对照：" + form.errors["base"][0])
        return redirect("plan_forward", pk=pk)
    base = form.cleaned_data["base"]
    count = attempt(request, plan_link_previous, plan=plan, base=base)
    if count is not None:
        _say(request, plan, base, count)
    return redirect(f"{reverse('plan_forward', args=[pk])}?with={base.pk}")


def _say(request, plan, base, count):
    left = plan.tasks.filter(previous=None).count()
    said = f"与《{base.title}》对照：{count}项对应上了"
    if left:
        said += f"，{left}项没有文字相近的上年任务，按新增列出；认得出的可在“修改”里选定上年对应的任务"
    (messages.success if count else messages.warning)(request, said + "。")


def _add_outcomes(page) -> None:
    former = [row.previous for row in page if row.previous]
    found = outcomes(former, timezone.localdate())
    for row in page:
        row.outcome = found[row.previous.pk] if row.previous else None


def _filters(rows) -> list[tuple[str, str, int]]:
    counts = Counter(row.status for row in rows)
    return [("", "全部", len(rows)), *((status.value, status.label, counts[status]) for status in Status)]


def _query(show, asked) -> str:
    kept = {"show": show, "with": asked and asked.pk}
    return "".join(f"&{name}={value}" for name, value in kept.items() if value)
