"""The second factor: six digits from a device that only its owner holds. Uses django-otp's TOTP devices."""

import io
import re
import unicodedata
from base64 import b32encode, b64encode

import segno
from django.conf import settings
from django.db import transaction
from django_otp.plugins.otp_totp.models import TOTPDevice

from units.accounts import sessions
from units.accounts.trail import note

MOST_WRONG = 10  # codes, then only somebody else can help
CODE = re.compile(r"[0-9]{6}")


def is_needed(user) -> bool:
    """Return whether user must show a second factor: administrators always, the office's people by setting."""
    if user.admin_role:
        return True
    if not settings.GOVOPEN_TOTP_FOR_CLERKS:
        return False
    return any(member.at_office for member in user.memberships.current())


def device_of(user) -> TOTPDevice | None:
    """Return the device that user has enrolled."""
    return TOTPDevice.objects.filter(user=user, confirmed=True).order_by("pk").first()


def new_device(user) -> TOTPDevice:
    """Return the device that user is about to enrol; the same until a code from it has come."""
    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "手机"})
    return device


def is_locked(device: TOTPDevice) -> bool:
    """Return whether so many wrong codes came that none is taken any more."""
    return device.throttling_failure_count >= MOST_WRONG


def confirm(*, user, code, at) -> TOTPDevice | None:
    """Enrol the new device if code is from it; return it, or None for a wrong code."""
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
        if device is None or not _check(device, code):
            return None
        device.confirmed = True
        device.save(update_fields=["confirmed"])
        note("启用动态口令", user, by=user, at=at)
    return device


def verify(*, user, code, at) -> TOTPDevice | None:
    """Return the device of user if code is from it, fresh and not used before; count and write down a wrong one."""
    with transaction.atomic():
        device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=True).order_by("pk").first()
        if device is None or is_locked(device):
            note("动态口令被拒（锁定中）", user, by=None, at=at)
            return None
        if _check(device, code):
            return device
        note("动态口令错误", user, by=None, at=at)
        if is_locked(device):
            note("锁定动态口令", user, by=None, at=at, reason=f"连续{MOST_WRONG}次错误")
    return None


@transaction.atomic
def reset(*, user, by, at) -> None:
    """Forget the devices of user, whose next log-in enrols a new one, and end the sessions."""
    TOTPDevice.objects.filter(user=user).delete()
    sessions.end_all(user)
    note("重置动态口令", user, by=by, at=at)


def picture(device: TOTPDevice) -> str:
    """Return the QR code for the authenticator's camera as a data: address of an SVG."""
    file = io.BytesIO()
    segno.make(device.config_url, error="m").save(file, kind="svg", scale=5, border=4, xmldecl=False)
    return "data:image/svg+xml;base64," + b64encode(file.getvalue()).decode()


def secret(device: TOTPDevice) -> str:
    """Return the secret for typing, in groups of four."""
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


def _check(device, code: str) -> bool:
    """Let the device judge the code; one of the wrong form counts as wrong too."""
    typed = re.sub(r"\s", "", unicodedata.normalize("NFKC", code))
    return device.verify_token(typed if CODE.fullmatch(typed) else None)
