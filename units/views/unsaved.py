"""What was typed when the log-in had run out: look at it, send it again, or drop it."""

from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from units.accounts import unsaved


@require_http_methods(["GET", "POST"])
def unsaved_form(request):
    """Show what is kept with a button that sends it where it was going; POST drops it."""
    kept = unsaved.find(request, timezone.now())
    if request.method == "POST":
        unsaved.forget(request)
        return redirect("home")
    if kept is None:
        return HttpResponseRedirect("/")
    return render(request, "registration/unsaved.html", {"kept": kept, "texts": unsaved.texts(kept)})
