"""The switch between the desks of somebody with several roles."""

from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from units.history import record
from units.middleware import SESSION_KEY


@require_POST
def switch_desk(request):
    """Act under another of one's own memberships from now on."""
    chosen = request.POST.get("membership", "")
    own = request.user.memberships.current().select_related("office", "unit", "user")
    member = get_object_or_404(own, pk=int(chosen) if chosen.isascii() and chosen.isdecimal() else 0)
    if member != request.member:
        record("切换身份", member, by=request.user, at=timezone.now(), office=member.office)
    request.session[SESSION_KEY] = member.pk
    return redirect("home")
