"""查找: one field for everything that a person may see."""

from urllib.parse import urlencode

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from reports.finding import KINDS, Finding
from units.access import member_required
from units.finding import NotFindable, words

KEPT = 60  # characters of what was typed that come back in the field when it was too long


@require_GET
@member_required
def find_page(request):
    """What holds the words of ?q=: the beginning of each group, or one group (?kind=) page by page."""
    typed = request.GET.get("q", "").replace("\0", "").strip()
    context = {"q": typed[:KEPT], "kinds": KINDS}
    try:
        sought = words(typed)
    except NotFindable as refused:
        return render(request, "reports/find.html", context | {"refused": str(refused)})
    if sought:
        context |= _found(request, sought, Finding(request.user, sought, timezone.localdate()))
    return render(request, "reports/find.html", context)


def _found(request, sought, finding) -> dict:
    kind = request.GET.get("kind")
    alone = kind in KINDS
    groups = [finding.group(kind, request.GET.get("cursor", ""))] if alone else finding.groups()
    kept = urlencode({"q": " ".join(sought)})
    return {
        "sought": sought,
        "groups": [group for group in groups if group.lines],
        "alone": alone,
        "kept": kept,
        "query": f"&{kept}&kind={kind}" if alone else "",
    }
