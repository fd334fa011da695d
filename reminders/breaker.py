"""Lets the whole queue rest while the mail server is away or refuses us. The state is a row, so all workers rest."""

import logging
from datetime import datetime, timedelta

from django.db.models import Q

from reminders.models import MailServerState
from reminders.replies import Answer, Verdict

log = logging.getLogger(__name__)
PAUSES = [timedelta(minutes=m) for m in (1, 2, 5, 10)]


def resting(at: datetime, *, by_hand: bool = False) -> bool:
    """Tell whether no letter may leave for the time being. Who asks by hand tries the server; a hold holds for all."""
    rests = Q(held_at__isnull=False) if by_hand else Q(paused_until__gt=at) | Q(held_at__isnull=False)
    return MailServerState.objects.filter(rests).exists()


def failed(answer: Answer, at: datetime) -> None:
    """Rest 1, 2, 5, then each 10 minutes. Workers that fail at the same moment count as one; the alert is given once."""
    state, _ = MailServerState.objects.get_or_create(pk=1)
    stop = answer.verdict == Verdict.REFUSED_US
    pause = PAUSES[-1] if stop else PAUSES[min(state.failures, len(PAUSES) - 1)]
    same = MailServerState.objects.filter(Q(paused_until=None) | Q(paused_until__lte=at), failures=state.failures)
    first = same.update(failures=state.failures + 1, paused_until=at + pause, stopped=stop, reason=answer.words)
    if first and stop and not state.stopped:
        log.critical("the mail server refuses us, no letter leaves until this is mended: %s", answer.words)


def works() -> None:
    """Forget the failures."""
    MailServerState.objects.exclude(failures=0).update(failures=0, paused_until=None, stopped=False, reason="")
