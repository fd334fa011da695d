"""Pages of the admin on which an act is asked for and confirmed."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse


def confirm(page, request, title, obj, context, act=None, template="admin/units/confirm.html"):
    """Show what will happen; a POST does it (act, which returns a sentence) and goes back to the register.

    Without act the template shows the outcome itself. Answers 404 if the row is not there.
    """
    if obj is None and act is None:
        raise Http404
    view = f"admin:{page.opts.app_label}_{page.opts.model_name}_" + ("change" if obj else "changelist")
    back = reverse(view, args=[obj.pk] if obj else [])
    if request.method == "POST" and act is not None:
        try:
            messages.success(request, act(obj))
        except ValidationError as error:
            messages.error(request, error.messages[0])
        return redirect(back)
    shared = page.admin_site.each_context(request)
    own = {"title": title, "object": obj, "opts": page.opts, "back": back}
    return render(request, template, shared | own | context)
