"""日历订阅: where a person makes and revokes the secret address of his calendar."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from calendar_events.models import CalendarFeed
from calendar_events.services import feed_make, feed_revoke
from units.access import member_required


@require_http_methods(["GET", "POST"])
@never_cache
@member_required
def calendar_subscription(request):
    """The person's address: whether there is one, how to use it. POST makes a new one and shows it, this once."""
    address = ""
    if request.method == "POST":
        token = feed_make(membership=request.member, by=request.user, at=timezone.now())
        address = settings.SITE_URL + reverse("calendar_feed", args=[token])
    feed = CalendarFeed.objects.filter(membership=request.member, revoked_at=None).first()
    public = settings.SITE_URL + reverse("public_calendar", args=[request.member.office.slug])
    context = {"feed": feed, "address": address, "public_address": public}
    return render(request, "calendar_events/subscription.html", context)


@require_POST
@member_required
def calendar_subscription_revoke(request):
    """Let the person's address open nothing any more."""
    if feed_revoke(membership=request.member, by=request.user, at=timezone.now()):
        messages.success(request, "订阅地址已停用，用它订阅的日历不再更新。")
    return redirect("calendar_subscription")
