"""The history of a plan: what was done, by whom, and what it changed. For the office's own people."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from tasks.history import acts_on, load_acts
from tasks.models import Plan
from units.access import office_required
from units.acts import changes_of
from units.models import AuditEntry

ACTS, ENTRIES = 20, 100
FILTERS = {"": "全部", "paper": "文件和任务内容", "units": "单位办理和审核"}


@require_GET
@office_required
def plan_history(request, pk):
    """The acts on the plan, newest first, the rows of each folded under its headline."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    show = request.GET.get("show") if request.GET.get("show") in FILTERS else ""
    page = Paginator(acts_on(plan, request.user, show), ACTS).get_page(request.GET.get("page"))
    acts = load_acts([row["act"] for row in page], request.user)
    for act in acts:
        act.address = reverse("plan_act", args=[plan.pk, act.lead.act])
    context = {
        "plan": plan,
        "page": page,
        "acts": acts,
        "filters": FILTERS.items(),
        "show": show,
        "query": f"&show={show}" if show else "",
    }
    return render(request, "tasks/plan_history.html", context)


@require_GET
@office_required
def plan_act(request, pk, act):
    """Everything that one act did."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user), pk=pk)
    if not acts_on(plan, request.user).filter(act=act).exists():
        raise Http404
    (found,) = load_acts([act], request.user, limit=1)
    entries = AuditEntry.objects.filter(act=act).within(request.user).order_by("pk")
    page = Paginator(entries, ENTRIES).get_page(request.GET.get("page"))
    context = {"plan": plan, "act": found, "page": page, "rows": [(entry, changes_of(entry)) for entry in page]}
    return render(request, "tasks/plan_act.html", context)
