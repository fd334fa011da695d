"""An invented but plausible year for a plan: who received, answered, was returned, was accepted. Always the same.

What happens to an assignment is drawn from its own numbers, so that a second run on another machine shows the same.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from heapq import heapify, heappop, heappush
from itertools import islice

from django.utils import timezone

from calendar_events.services import (
    activity_close,
    activity_fill_in,
    activity_mark_held,
    suggestion_add,
    suggestion_answer,
)
from tasks.models import Assignment
from tasks.services.lifecycle import assignment_receive
from tasks.services.reports import report_submit
from tasks.services.review import report_accept, report_return
from units import history

ORIGIN = "load_demo"

PROGRESS = (
    "已在县政府网站专栏公开相关信息{n}条，并同步推送政务新媒体。",
    "完成本单位主动公开目录更新，新增公开内容{n}条，责任到人。",
    "已印发工作方案，组织股室学习{n}次，按要求公开进展情况。",
    "开展政策解读{n}篇，形式包括图解和简明问答，已与文件同步发布。",
)
PROBLEMS = ("", "", "", "个别栏目更新不够及时。", "人员变动较大，业务还不熟悉。")
NEXT_STEPS = ("继续按季度更新。", "下一步抓好年度收尾和资料归档。", "对照清单查漏补缺。", "")
REASONS = (
    "缺少公开页面的链接，请补充。",
    "内容过于笼统，请写明公开了哪些信息、时间和条数。",
    "与上次反馈相同，请写本期进展。",
)


def dice(key: str, sides: int) -> int:
    """Return a number below sides that depends on key only."""
    return int.from_bytes(sha256(key.encode()).digest()[:4], "big") % sides


def play(plan, clerk, today) -> Iterator[tuple[datetime, Assignment]]:
    """Let the units of an issued plan act from its issue until today, one act after the other in the order of time.

    Yields before each act its moment and whose it is, so that letters can leave between them.
    """
    liaisons = {m.unit_id: m.user for m in plan.office.memberships.filter(role="liaison").select_related("user")}
    rows = Assignment.objects.filter(task__plan=plan, unit__in=liaisons).select_related("task", "unit")
    lives = [(row, _live(row, liaisons[row.unit_id], clerk, today)) for row in rows]
    coming = [(at, row.pk, row, life) for row, life in lives for at in islice(life, 1)]
    heapify(coming)
    while coming:
        at, key, row, life = heappop(coming)
        yield at, row
        if then := next(life, None):
            heappush(coming, (then, key, row, life))


THEMES = ("乡村振兴和人居环境", "便民服务中心开放体验", "惠农政策面对面", "基层治理和民生实事", "文旅资源和特色产业")


def play_activities(schedule, clerk, today) -> None:
    """Let the hosts of a schedule act until today: themes and days are set in time, what is over was held."""
    for activity in schedule.activities.select_related("host", "schedule").order_by("seq"):
        key = f"{schedule.year}/{activity.seq}"
        if activity.month > today.month + 1 or dice(key, 8) == 0:
            continue  # still ahead, or the host has been silent
        day = _workday(date(schedule.year, activity.month, 3 + dice(key + "d", 20)))
        values = {"day": day, "place": f"{activity.host_text}便民服务大厅"}
        values |= {
            "starts_at": time(9),
            "ends_at": time(11),
            "invitees": "人大代表、政协委员、企业和群众代表",
            "seats": 30,
        }
        if activity.self_selected:
            values["theme"] = THEMES[dice(key + "t", len(THEMES))]
        told = min(_at(day - timedelta(days=14), key), _at(today - timedelta(days=1), key))
        activity = activity_fill_in(activity=activity, values=values, by=clerk, at=told)
        if day < today:
            activity = activity_mark_held(activity=activity, by=clerk, at=_at(day, key))
            if day + timedelta(days=14) < today and dice(key + "r", 5):  # most hosts report in time
                _report(activity, clerk, _at(day + timedelta(days=4), key), dice(key + "p", 20))


def _report(activity, clerk, at, more) -> None:
    values = {"report_url": f"https://www.{activity.schedule.office.slug}.example/huodong/{activity.seq}.html"}
    values |= {"participants": 20 + more, "head_present": more % 3 > 0}
    activity = activity_fill_in(activity=activity, values=values, by=clerk, at=at)
    if more % 4 == 0:
        text, answer = "建议多组织这样的活动，提前告知时间。", "采纳，下一年增加场次，提前两周发布预告。"
        suggestion = suggestion_add(activity=activity, text=text, by=clerk, at=at)
        suggestion_answer(suggestion=suggestion, answer=answer, adopted=True, by=clerk, at=at)
    activity_close(activity=activity, by=clerk, at=at)


def _live(assignment, liaison, clerk, today) -> Iterator[datetime]:
    """Do what becomes of an assignment, and yield before each act when it is done."""
    key = f"{assignment.task.number}/{assignment.unit.short_name}"
    fate = dice(key, 100)
    if fate < 6:
        return  # never even received
    issued = timezone.localdate(assignment.assigned_at)
    day = _workday(issued + timedelta(days=1 + dice(key + "r", 12)))
    yield _at(day, key)
    with history.act(ORIGIN):
        assignment_receive(assignment=assignment, by=liaison, at=_at(day, key))
    due_early = assignment.due_on and assignment.due_on < today
    if fate < (16 if due_early else 45):
        return  # at work, or late
    last = min(assignment.due_on, today - timedelta(days=3)) if assignment.due_on else today - timedelta(days=3)
    span = max((last - day).days, 1)
    day = _workday(day + timedelta(days=dice(key + "s", span)))
    yield _at(day, key)
    report = _answer(assignment, liaison, key, day)
    if fate < 56:
        return  # waits for the office
    day = _workday(day + timedelta(days=1 + dice(key + "v", 3)))
    if day >= today:
        return
    yield _at(day, key)
    with history.act(ORIGIN):
        if fate < 64:
            report_return(report=report, by=clerk, at=_at(day, key), reason=REASONS[dice(key, len(REASONS))])
        else:
            report_accept(report=report, by=clerk, at=_at(day, key))


def _answer(assignment, liaison, key, day):
    values = {
        "progress": PROGRESS[dice(key + "p", len(PROGRESS))].format(n=2 + dice(key + "n", 15)),
        "problem": PROBLEMS[dice(key + "q", len(PROBLEMS))],
        "next_step": NEXT_STEPS[dice(key + "x", len(NEXT_STEPS))],
        "needs_coordination": dice(key + "c", 40) == 0,
        "count": assignment.task.quota or 0,
    }
    links = []
    if dice(key + "l", 3):
        url = f"https://www.shanghe.example/zwgk/{assignment.pk}.html"
        links = [(url, "公开页面", day)]
    with history.act(ORIGIN):
        return report_submit(assignment=assignment, values=values, links=links, version=0, by=liaison, at=_at(day, key))


def _at(day, key) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(8 + dice(key, 9), dice(key + "m", 60))))


def _workday(day):
    return day + timedelta(days=max(0, 7 - day.isoweekday() + 1) if day.isoweekday() > 5 else 0)
