"""One sweep: heal, plan, and say what may leave now."""

import logging
import math
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta

from reminders import hold, outbox, planning, posting
from reminders.contacts import Suppressed
from reminders.models import MailServerState, OutgoingMail, PlanningRun
from reminders.post import held_words, server_state
from reminders.replies import error_line
from units.clock import database_now
from units.history import record
from units.models import Office

log = logging.getLogger(__name__)
CLOCK = hold.Clock()
BROKEN = "提醒计算出错，请管理员查看日志"


@dataclass(slots=True)
class Run:
    """What one run said, and to whom it said nothing and why."""

    mails: list = field(default_factory=list)  # (key, address, Digest)
    suppressed: list = field(default_factory=list)


def withheld() -> list[Suppressed]:
    """Return, as one sentence about everybody, why no letter at all leaves now; nothing when letters leave."""
    why = held_words(server_state())
    return [Suppressed("全部收件人", why)] if why else []


def plan_all(at, *, offices=None, on=None) -> list[Suppressed]:
    """Plan every office (or those with these keys) and return who gets nothing; on as for ``run_now``.

    An office that cannot be planned does not hold up the others.
    """
    suppressed, chosen = [], Office.objects.select_related("reminder_policy").order_by("pk")
    for office in chosen if offices is None else chosen.filter(pk__in=offices):
        try:
            suppressed += planning.plan(office, at, on=on)
        except Exception as error:
            log.exception("the reminders of %s cannot be planned", office.slug)
            _note(office, at, error_line(error))
            suppressed.append(Suppressed(office.name, BROKEN))
    return suppressed


def _note(office, at, error: str) -> None:
    """Note that the planning failed; the same error again within an hour is no news."""
    if not PlanningRun.objects.filter(office=office, error=error, at__gt=at - timedelta(hours=1)).exists():
        PlanningRun.objects.create(office=office, at=at, error=error)


def heal(at) -> None:
    """Note that a sweep is at work, put mail on hold if the clock was set, and heal what died."""
    if fault := CLOCK.watch(at):
        hold.hold(fault, at)
    MailServerState.objects.update_or_create(pk=1, defaults={"swept_at": at})
    _recover(at)


def _recover(at, on=None) -> None:
    outbox.recover(at, on=on)
    posting.recover_posts(at)


def run_now(at=None, *, on=None) -> Run:
    """Heal, plan and send in this process, without Celery (cron, or the command line).

    With at given, all of it happens at that moment; without it, each letter at its own. on is a moment of another day
    that is taken for today: it says what is due, and letters leave at any hour; see ``outbox.send_many``. How long a
    letter is held it does not say: a sweep would take what is being handed over for left behind, and send it twice.
    """
    now = (lambda: at) if at else database_now
    if at or on:
        _recover(now(), on)
    else:
        heal(now())
    run = Run(suppressed=withheld() + plan_all(now(), on=on))
    run.mails = send(outbox.due(now(), on=on), now, on=on)
    posting.plan_posts(now(), on=on)
    for key in posting.due_posts(now()):
        posting.send_post(key, now(), on=on)
    return run


def send(keys, now, *, on=None, seconds=math.inf) -> list:
    """Send envelopes and return those that went; each office whose mail went gets one entry in its history.

    Written after the letters left, for a letter cannot be called back; which ones they were, the outbox keeps.
    """
    sent = outbox.send_many(keys, now, on=on, seconds=seconds)
    if sent:
        mails = OutgoingMail.objects.filter(pk__in=[key for key, _, _ in sent])
        counts = Counter(mails.values_list("office", flat=True))
        for office in Office.objects.filter(pk__in=counts).order_by("pk"):
            record("发送提醒", office, by=None, at=now(), office=office, changes={"邮件": [0, counts[office.pk]]})
    return sent
