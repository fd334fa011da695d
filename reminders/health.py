"""Whether the mail of an office runs: the last sweep, the server, what waits, what left, what was planned."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Min

from reminders.models import MailServerState, OutgoingMail, PlanningRun
from reminders.post import held_words, server_state

S = OutgoingMail.State
FINE, LATE = timedelta(minutes=5), timedelta(minutes=10)
DAYS = 14
RUNS = 10
KEPT = timedelta(days=90)
QUEUED = {S.QUEUED: "待发送", S.CLAIMED: "准备中", S.HANDING: "投递中", S.UNCLEAR: "结果不明"}
OUTCOMES = {S.SENT: "sent", S.FAILED: "failed", S.CANCELLED: "cancelled"}


@dataclass(frozen=True, slots=True)
class Pulse:
    """How long ago the last sweep was, in words, and the colour that goes with them."""

    words: str
    light: str
    is_fine: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """The letters that have not left: how many in which state, and since when the oldest is due."""

    counts: list[tuple[str, int]]
    total: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Day:
    """The letters of one day by what became of them."""

    day: date
    sent: int = 0
    failed: int = 0
    cancelled: int = 0
    waiting: int = 0


def pulse(server: MailServerState, at: datetime) -> Pulse:
    """Return how the sweeps go: up to five minutes are fine, more than ten are not."""
    if server.swept_at is None:
        return Pulse("还没有运行过；刚启动的请等一两分钟", "overdue", False)
    age = at - server.swept_at
    if age <= FINE:
        return Pulse(f"{_ago(age)}，正常", "done", True)
    if age <= LATE:
        return Pulse(f"{_ago(age)}，偏晚", "soon", True)
    return Pulse(f"{_ago(age)}，已停摆，请系统管理员检查后台任务", "overdue", False)


def _ago(age: timedelta) -> str:
    minutes = int(age.total_seconds() // 60)
    if minutes < 1:
        return "刚刚"
    if minutes < 120:
        return f"{minutes}分钟前"
    return f"{minutes // 60}小时前" if minutes < 48 * 60 else f"{minutes // (24 * 60)}天前"


def trouble(at: datetime) -> str:
    """Return what is wrong with the mail of the whole installation in one sentence, or nothing. One query."""
    server = server_state()
    if held := held_words(server):
        return f"{held}。"
    if server.stopped:
        return "邮件服务器拒绝了本平台，邮件都发不出去，请系统管理员处理。"
    beat = pulse(server, at)
    return "" if beat.is_fine else f"提醒邮件最近一次巡检：{beat.words}。"


def queue(office) -> Queue:
    """Return what waits of an office's letters. Two queries."""
    rows = OutgoingMail.objects.filter(office=office, state__in=QUEUED).order_by()
    counts = dict(rows.values_list("state").annotate(number=Count("pk")))
    oldest = rows.aggregate(oldest=Min("next_at"))["oldest"]
    return Queue([(QUEUED[state], counts.get(state, 0)) for state in QUEUED], sum(counts.values()), oldest)


def last_days(office, today: date) -> list[Day]:
    """Return those of the last fourteen days that have letters, the newest first, with what became of them. One query."""
    rows = OutgoingMail.objects.filter(office=office, local_date__gt=today - timedelta(days=DAYS)).order_by()
    by_day = defaultdict(Counter)
    for day, state, number in rows.values_list("local_date", "state").annotate(number=Count("pk")):
        by_day[day][OUTCOMES.get(state, "waiting")] += number
    return [Day(day, **by_day[day]) for day in sorted(by_day, reverse=True)]


def last_runs(office) -> list[PlanningRun]:
    """Return the last plannings that found something or failed, newest first."""
    return list(PlanningRun.objects.filter(office=office)[:RUNS])


def forget(at: datetime) -> int:
    """Delete what only the page of the last weeks reads, once it is 90 days old; return how many rows went.

    The ledger and the letters stay: they are the memory of what was said.
    """
    gone, _ = PlanningRun.objects.filter(at__lt=at - KEPT).delete()
    return gone
