"""帮助: the manuals, one's own first. For everybody who is logged in."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from govopen.manuals.places import own_first
from govopen.manuals.reading import MANUALS, manual


@require_GET
def manuals(request):
    """Lead to the manual of the reader's role."""
    return redirect("manual", own_first(request.user, request.member)[0])


@require_GET
def manual_page(request, slug):
    """One manual, with the way to the others."""
    if slug not in MANUALS:
        raise Http404
    others = [(other, MANUALS[other]) for other in own_first(request.user, request.member)]
    return render(request, "manuals/manual.html", {"manual": manual(slug), "manuals": others})
