"""The text of a digest, built from the state of the moment in which it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse

from calendar_events.models import Activity
from calendar_events.steps import ASKS
from reminders.models import Reminder
from tasks.lights import time_left
from tasks.models import Assignment, ProgressReport

KINDS = list(Reminder.Kind)


@dataclass(slots=True)
class Entry:
    """One line of the digest."""

    reminder: Reminder
    title: str  # the printed words
    place: str  # the paper and the number they stand under
    position: int
    unit: str
    deadline_raw: str
    due_on: date | None
    when: str  # the due day and how much time is left, in words
    is_urgent: bool  # late, or due today
    reason: str  # why it was returned
    url: str


@dataclass(slots=True)
class Digest:
    """A letter ready to be handed over."""

    subject: str
    text: str
    html: str
    entries: list[Entry]


class Papers:
    """The duties that a batch of letters of one office speaks of, read at once."""

    def __init__(self, office, day: date, rules, reminders: Iterable[Reminder]):
        self.office, self.day, self.rules = office, day, rules
        keys = {duty: {r.duty_id for r in reminders if r.duty_type == duty} for duty in Reminder.Duty.values}
        self._assignments = self._read_assignments(keys[Reminder.Duty.ASSIGNMENT])
        activities = Activity.objects.filter(schedule__office=office, pk__in=keys[Reminder.Duty.ACTIVITY])
        self._activities = {activity.pk: activity for activity in activities.select_related("schedule", "host")}
        returned = {r.duty_id for r in reminders if r.kind == Reminder.Kind.RETURNED}
        self._reasons = _return_reasons(returned) if returned else {}
        self._words: dict[date, str] = {}
        self.home = settings.SITE_URL + reverse("my_tasks")

    def _read_assignments(self, keys) -> dict[int, tuple]:
        columns = ("pk", "task__requirement", "unit__short_name", "task__deadline_raw", "due_on")
        columns += ("task__plan__title", "task__number", "task__position")
        rows = Assignment.objects.filter(office=self.office, pk__in=keys).order_by()
        return {pk: rest for pk, *rest in rows.values_list(*columns)}

    def entry(self, reminder: Reminder) -> Entry:
        """Return the line for one reminder."""
        if reminder.duty_type == Reminder.Duty.ASSIGNMENT:
            title, unit, deadline_raw, due_on, plan, number, position = self._assignments[reminder.duty_id]
            place = f"{plan}第{number}项" if number else plan
        else:
            title, unit, deadline_raw, due_on, place, position = _about(self._activities[reminder.duty_id], reminder)
        return Entry(
            reminder=reminder,
            title=title,
            place=place,
            position=position,
            unit=unit,
            deadline_raw=deadline_raw,
            due_on=due_on,
            when=self._when(due_on) if due_on else "",
            is_urgent=due_on is not None and due_on <= self.day,
            reason=self._reasons.get(reminder.duty_id, "") if reminder.kind == Reminder.Kind.RETURNED else "",
            url=settings.SITE_URL + reverse(reminder.duty_type, args=[reminder.duty_id]),
        )

    def _when(self, due_on) -> str:
        if due_on not in self._words:
            left = time_left(due_on, self.day, self.rules.calendar.between(self.day, due_on))
            self._words[due_on] = f"{due_on.year}年{due_on.month}月{due_on.day}日，{left}"
        return self._words[due_on]


def compose(papers: Papers, name: str, reminders: Iterable[Reminder]) -> Digest:
    """Return the digest that tells name what reminders are about."""
    return _written(papers, name, reminders)


def compose_chase(papers: Papers, name: str, reminders: Iterable[Reminder], opening: str) -> Digest:
    """Return the letter that chases name (催办): a sentence of the office's, then what reminders are about."""
    return _written(papers, name, reminders, opening)


def compose_test(office, asked_by: str) -> Digest:
    """Return the letter with which the office tries whether mail leaves."""
    text = (
        f"这是一封测试邮件，由{asked_by}在政务公开工作平台上发出。\n\n"
        f"收到这封信，说明{office.name}的提醒邮件可以正常发送，不需要回复。\n"
    )
    html = get_template("mail/plain.html").render({"text": text})
    return Digest(subject=f"【{office.short_name}】测试邮件", text=text, html=html, entries=[])


def chase_subject(office, count: int) -> str:
    """Return the subject of a letter that chases."""
    return f"【{office.short_name}】催办：{count}项政务公开任务请尽快报送"


def _written(papers, name, reminders, opening="") -> Digest:
    entries = [papers.entry(reminder) for reminder in reminders]
    entries.sort(
        key=lambda entry: (KINDS.index(entry.reminder.kind), entry.due_on is None, str(entry.due_on), entry.position)
    )
    groups = [(kind, [entry for entry in entries if entry.reminder.kind == kind]) for kind in KINDS]
    context = {
        "office": papers.office,
        "name": name,
        "opening": opening,
        "groups": [(kind.label, rows) for kind, rows in groups if rows],
        "date": papers.day,
        "count": len(entries),
        "home": papers.home,
    }
    return Digest(
        subject=chase_subject(papers.office, len(entries)) if opening else _subject(papers.office, groups),
        text=get_template("mail/digest.txt").render(context),
        html=get_template("mail/digest.html").render(context),
        entries=entries,
    )


def _subject(office, groups) -> str:
    parts = [f"{kind.label}{len(rows)}项" for kind, rows in groups if rows]
    return f"【{office.short_name}】政务公开任务提醒：{'，'.join(parts)}"[:200]


def _about(activity, reminder) -> tuple:
    asked = ASKS.get(reminder.stage.partition("-")[0], "")
    month = f"{activity.month}月" if activity.month else ""
    title = f"{asked}：{activity.theme or '主题待定'}"
    return title, str(activity.host), month, reminder.due_on, activity.schedule.title, activity.seq


def _return_reasons(assignments) -> dict[int, str]:
    rows = ProgressReport.objects.filter(assignment__in=assignments, state=ProgressReport.State.RETURNED).order_by("pk")
    return dict(rows.values_list("assignment_id", "review_note"))
