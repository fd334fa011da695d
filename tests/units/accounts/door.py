"""Comes to the door as a person with a browser does: with a name, a password, a code, from some address."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django_otp.oath import totp as code_now
from django_otp.plugins.otp_totp.models import TOTPDevice

from tests.world import PASSWORD
from units.models import AuditEntry

WRONG = "Not-the-password-1"


def knock(client, username, password=PASSWORD, address="192.0.2.1", **extra):
    """Send the log-in form and return the answer."""
    form = {"username": username, "password": password}
    return client.post(reverse("login"), form, REMOTE_ADDR=address, **extra)


def is_in(client) -> bool:
    """Whether the browser is logged in, by the one page that everybody may open."""
    return client.get(reverse("password")).status_code == 200


def code_of(user) -> str:
    """Return what the user's device shows now."""
    device = TOTPDevice.objects.get(user=user)
    return f"{code_now(device.bin_key, device.step, device.t0, device.digits, device.drift):06d}"


def follow(client, address, password, **extra):
    """Open a link, choose the password and return the answer."""
    client.get(urlsplit(address).path, **extra)
    form = {"new_password1": password, "new_password2": password}
    return client.post(reverse("choose_password"), form, **extra)


def verbs() -> list[str]:
    """Return what the history says, oldest first."""
    return list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))


def without(middleware: str) -> list[str]:
    """Return the middleware without the one whose name ends so: a guard switched off."""
    return [name for name in settings.MIDDLEWARE if not name.endswith(middleware)]
