"""The moment in which somebody is logged in."""

from django.conf import settings
from django.contrib.auth import login
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from units.accounts import unsaved
from units.accounts.trail import note


def enter(request, user, onward=""):
    """Log user in and return the answer: the way to what was typed before, to onward, or home."""
    login(request, user)
    note("登录", user, by=user, at=timezone.now())
    if unsaved.find(request, timezone.now()):
        return redirect("unsaved")
    return redirect(onward or reverse(settings.LOGIN_REDIRECT_URL))
