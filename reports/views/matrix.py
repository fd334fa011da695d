"""矩阵: the plan's tasks beside the units that have a part in them."""

from urllib.parse import urlencode

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from reports.matrix import STATES, Wanted, matrix
from reports.matrix_drawing import body
from tasks.addresses import number
from tasks.figures import FIGURES
from tasks.models import Heading, Plan
from tasks.past import as_of
from units.access import office_required
from units.models import Unit


@require_GET
@office_required
def matrix_page(request, pk):
    """The table of one plan, today or at the end of a past day, narrowed by heading, kind of unit and state."""
    plan = get_object_or_404(Plan.objects.visible_to(request.user).select_related("office").defer("layout"), pk=pk)
    day = as_of(request.GET.get("on", ""), timezone.localdate())
    wanted = _wanted(request.GET, plan)
    table = matrix(plan, day, wanted, number(request.GET, "page") or 1)
    chosen = {
        "heading": wanted.heading.pk if wanted.heading else "",
        "kind": wanted.kind,
        "show": wanted.show,
        "on": day.day.isoformat() if day.is_past else "",
    }
    headings = Heading.objects.filter(plan=plan).order_by("position").values_list("pk", "level", "text")
    context = {
        "plan": plan,
        "matrix": table,
        "numbers": range(1, table.pages + 1),
        "body": body(table),
        "as_of": day,
        "chosen": chosen,
        "is_narrowed": any(chosen[name] for name in ("heading", "kind", "show")),
        "kept": chosen,
        "query": urlencode({name: value for name, value in chosen.items() if value}),
        "headings": [(key, "　" * (level - 1) + text[:40]) for key, level, text in headings],
        "kinds": Unit.Kind.choices,
        "states": [(code, FIGURES[code].label) for code in STATES],
    }
    return render(request, "reports/matrix.html", context)


def _wanted(params, plan) -> Wanted:
    heading = None
    if pk := number(params, "heading"):
        heading = get_object_or_404(Heading.objects.filter(plan=plan), pk=pk)
    kind, show = params.get("kind", ""), params.get("show", "")
    return Wanted(heading, kind if kind in Unit.Kind.values else "", show if show in STATES else "")
