"""The office looks at what was done in it, act by act. Read only."""

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET

from units.access import office_required
from units.acts import Act, changes_of, load_acts
from units.history_form import HistoryForm
from units.models import AuditEntry
from units.trail import Selection

ENTRIES = 100


@require_GET
@office_required
def history_list(request):
    """The acts of the office, newest first. Addressable: ?who=3&verb=下发&kind=tasks.plan&start=…&end=…&before=…"""
    form = HistoryForm(request.GET, office=request.member.office)
    behind = _entry(request, "before")
    acts, older = _acts(form.selection(request.user), behind) if form.is_valid() else ([], None)
    asked = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    context = {
        "form": form,
        "acts": acts,
        "older": older,
        "is_later_page": behind is not None,
        "asked": bool(asked),
        "query": urlencode(asked),
    }
    return render(request, "units/history.html", context, status=422 if form.errors else 200)


@require_GET
@office_required
def history_act(request, act):
    """Everything that one act did, in the order in which it was done."""
    entries = AuditEntry.objects.filter(act=act).within(request.user)
    found = load_acts([act], entries, limit=1)
    if not found:
        raise Http404
    rest = entries.order_by("pk")
    if behind := _entry(request, "after"):
        rest = rest.filter(pk__gt=behind.pk)
    rows = list(rest[: ENTRIES + 1])
    context = {
        "act": found[0],
        "rows": [(entry, changes_of(entry)) for entry in rows[:ENTRIES]],
        "later": rows[ENTRIES - 1].pk if len(rows) > ENTRIES else None,
    }
    return render(request, "units/history_act.html", context)


def _acts(selection: Selection, behind) -> tuple[list[Act], int | None]:
    """Return the acts of a page and the key behind which the next begins."""
    page = selection.page(behind)
    acts = load_acts(page.acts, selection.of_acts(page.acts))
    for act in acts:
        act.address = reverse("history_act", args=[act.lead.act])
    return acts, page.older


def _entry(request, name) -> AuditEntry | None:
    """Return the entry at which a page begins; 404 for one that is not the office's."""
    value = request.GET.get(name, "")
    if not value:
        return None
    if not (value.isascii() and value.isdecimal() and len(value) < 19):
        raise Http404
    return get_object_or_404(AuditEntry.objects.visible_to(request.user), pk=int(value))
