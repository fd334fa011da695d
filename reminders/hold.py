"""Mail on hold: after a restore, or when the clock jumped, nothing leaves until an administrator says so."""

import time
from datetime import datetime, timedelta

from django.db import transaction

from reminders.models import MailServerState, OutgoingMail
from units.history import record

JUMP = timedelta(hours=48)
BACK = timedelta(hours=1)  # no clock is put back by more than a correction of seconds


@transaction.atomic
def hold(why: str, at: datetime) -> bool:
    """Let nothing leave from now on; return whether it was not on hold before."""
    state, _ = MailServerState.objects.get_or_create(pk=1)
    held = MailServerState.objects.filter(pk=1, held_at=None).update(held_at=at, held_why=why) == 1
    if held:
        record("扣留邮件", state, by=None, at=at, office=None, reason=why)
    return held


@transaction.atomic
def release(*, by, at: datetime) -> int:
    """Let letters leave again and return how many wait. What is a day old joins the digest of today.

    by is the administrator, or None for somebody at the server's own command line.
    """
    waiting = waiting_letters()
    state = MailServerState.objects.filter(pk=1).first()
    if MailServerState.objects.filter(pk=1, held_at__isnull=False).update(held_at=None, held_why=""):
        record("放行邮件", state, by=by, at=at, office=None, changes={"待发邮件": ["", waiting]}, reason=state.held_why)
    return waiting


def is_held() -> bool:
    """Tell whether nothing may leave until an administrator says so."""
    return MailServerState.objects.filter(held_at__isnull=False).exists()


def waiting_letters() -> int:
    """Return how many letters would leave after a release."""
    mails = OutgoingMail.objects.everywhere("a hold stops the mail of the whole installation")
    return mails.filter(state=OutgoingMail.State.QUEUED).count()


class Clock:
    """Watches for a clock that was set: this process knows how much time has really passed since it last looked."""

    def __init__(self):
        self._last: tuple[datetime, float] | None = None

    def watch(self, at: datetime) -> str:
        """Return what is wrong with the moment at, or nothing; an outage or a sleeping computer is nothing wrong."""
        passed, self._last = self._last, (at, _running())
        if passed is None:
            return _since_last_sweep(at)
        really = timedelta(seconds=self._last[1] - passed[1])
        return _jumped(at - passed[0] - really)


def _since_last_sweep(at) -> str:
    swept = MailServerState.objects.filter(swept_at__gt=at + BACK).values_list("swept_at", flat=True).first()
    return _jumped(at - swept) if swept else ""


def _jumped(by: timedelta) -> str:
    if by > JUMP:
        return f"系统时钟向前跳了{by.days}天"
    return f"系统时钟倒退了{round(-by.total_seconds() / 3600, 1)}小时" if by < -BACK else ""


def _running() -> float:
    """Return seconds that no clock setting changes and in which a sleep of the computer counts."""
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if boottime is None else time.clock_gettime(boottime)
