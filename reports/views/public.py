"""The public page: what an office has promised in a year, and what is done. No log-in, the same for everybody."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control
from django.views.decorators.http import require_safe

from reports import public
from units.models import Office

MAX_AGE = 15 * 60  # seconds for which a copy is good enough


@login_not_required
@require_safe
def public_office(request, slug):
    """Lead to the latest year that the office shows; 404 where it shows none."""
    office = get_object_or_404(Office, slug=slug)
    year = public.public_plans(office).order_by("-year").values_list("year", flat=True).first()
    if year is None:
        raise Http404
    return _for_everybody(redirect("public_year", slug, year))


@login_not_required
@require_safe
def public_year(request, slug, year):
    """The tasks of a year; 404 where the office shows none of it."""
    office = get_object_or_404(Office, slug=slug)
    plans = public.public_year(office, year)
    if not plans:
        raise Http404
    years = public.public_plans(office).order_by("-year").values_list("year", flat=True).distinct()
    total, done = sum(len(plan.tasks) for plan in plans), sum(plan.done for plan in plans)
    context = {
        "office": office,
        "year": year,
        "years": list(years),
        "today": timezone.localdate(),
        "plans": plans,
        "done": done,
        "total": total,
        "going": total - done,
    }
    response = render(request, "reports/public.html", context)
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    return _for_everybody(get_conditional_response(request, etag=etag, response=response) or response)


def _for_everybody(response):
    """Let caches between here and the reader keep the answer."""
    patch_cache_control(response, public=True, max_age=MAX_AGE)
    return response
