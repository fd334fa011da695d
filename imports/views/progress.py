"""How far a large import is. Asked for again every few seconds, so it reads little and writes nothing."""

from datetime import timedelta

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET
from django_htmx.http import HttpResponseClientRedirect

from imports.jobs import wake
from imports.services import BACKGROUND, free_since
from imports.views.batches import batch_or_404
from units.access import manager_required

LATE = timedelta(minutes=3)  # no resume found it: most likely there is no worker


@require_GET
@manager_required
def import_progress(request, pk):
    """Show how far reading or writing is; lead on when it is over. htmx asks for the part that changes."""
    batch = batch_or_404(request, pk, without=("content", "answers", "trace"))
    if batch.state not in BACKGROUND:
        here = reverse("import_batch", args=[pk])
        return HttpResponseClientRedirect(here) if request.htmx else redirect(here)
    now = timezone.now()
    since = free_since(batch, now)
    if since and not request.htmx:
        wake(batch)  # every way that leaves a batch to a worker leads here
    context = {"batch": batch, "waits": since is not None, "late": since is not None and now - since > LATE}
    return render(request, "imports/_progress.html" if request.htmx else "imports/progress.html", context)
