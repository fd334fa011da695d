"""What letters speak of, read at once for a batch of them: the duties, the people, the words of returns and instructions."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from calendar_events.models import Activity
from calendar_events.steps import ASKS
from documents.days import WEEKDAYS, long_day, short_day
from reminders import answer_links
from reminders.duties.items import ANEW
from reminders.models import Reminder
from tasks.lights import time_left
from tasks.models import Assignment, Instruction, ProgressReport
from units.models import Membership
from units.sql import listed

K, ASSIGNMENT = Reminder.Kind, Reminder.Duty.ASSIGNMENT.value
SHOWN = 200  # characters of the printed words: enough to know what is meant
FRESH = timedelta(days=7)  # so long it is said of a task that it was given just now
INSTRUCTED = "instruction-"  # the stage of a line about an instruction, before its key


@dataclass(slots=True)
class Entry:
    """One line of the digest."""

    reminder: Reminder
    title: str  # the printed words
    place: str  # the paper and the number they stand under
    position: int
    unit: str
    term: str  # what the paper says of the time, and how the due day follows it
    due_on: date | None
    when: str  # the due day and how much time is left, in words; it stands right behind the term
    is_urgent: bool  # late, or due today
    notes: list[str]  # why it was returned, what a leader wrote
    url: str


class Reader(NamedTuple):
    """A contact as far as the words of a letter depend on it."""

    role: str
    unit: str | None
    name: str


class Papers:
    """The duties that a batch of letters of one office speaks of."""

    def __init__(self, office, day: date, rules, reminders: Iterable[Reminder], leaving=False):
        """Read them; five queries. leaving: the letters go to their readers now, so that they may carry their keys."""
        self.office, self.day, self.rules = office, day, rules
        self.gives_keys = leaving and rules.policy.answers_by_mail
        reminders = list(reminders)
        keys = {duty: {r.duty_id for r in reminders if r.duty_type == duty} for duty in Reminder.Duty.values}
        self._assignments = _read_assignments(office, keys[Reminder.Duty.ASSIGNMENT])
        activities = Activity.objects.filter(schedule__office=office, pk__in=keys[Reminder.Duty.ACTIVITY])
        self._activities = {activity.pk: activity for activity in activities.select_related("schedule", "host")}
        self._reasons = _return_reasons(office, {r.duty_id for r in reminders if r.kind == K.RETURNED})
        self._instructions = _instructions(office, (r.stage for r in reminders if r.kind == K.INSTRUCTION))
        self.readers = _readers(office, {r.contact_id for r in reminders})
        self._when: dict[date, str] = {}
        # An address is put together by hand: 10,000 letters name hundreds of thousands of them.
        self._urls = {duty: settings.SITE_URL + reverse(duty, args=[0]) for duty in Reminder.Duty.values}
        self._queue = settings.SITE_URL + reverse("leader_queue")
        self.home = settings.SITE_URL + reverse("home")

    def entry(self, reminder: Reminder) -> Entry:
        """Return the line for one reminder."""
        is_over = reminder.kind == K.GONE  # no day matters any more
        if reminder.duty_type == ASSIGNMENT:
            title, unit, raw, due_on, place, position, *unseen = self._assignments[reminder.duty_id]
            term, when = self._deadline(raw, None if is_over else due_on)
        else:
            activity, unseen = self._activities[reminder.duty_id], ()
            title, unit, due_on = _asked(activity, reminder), str(activity.host), reminder.due_on
            place, position = f"《{activity.schedule.title}》", activity.seq
            term, when = self._time_of(activity, reminder, None if is_over else due_on)
        return Entry(
            reminder=reminder,
            title=shortened(title),
            place=place,
            position=position,
            unit=unit,
            term=term,
            due_on=due_on,
            when=when,
            is_urgent=due_on is not None and due_on <= self.day and not is_over,
            notes=list(self._notes(reminder, *unseen)),
            url=self._url(reminder),
        )

    def activities(self, entries: Iterable[Entry]) -> list[Activity]:
        """Return the activities that entries speak of, each once."""
        named = [e.reminder.duty_id for e in entries if e.reminder.duty_type == Reminder.Duty.ACTIVITY]
        return [self._activities[key] for key in dict.fromkeys(named)]

    def _url(self, reminder) -> str:
        if reminder.kind == K.LEADER:
            return self._queue
        return self._urls[reminder.duty_type].replace("/0/", f"/{reminder.duty_id}/")

    def when(self, due_on: date, act: str = "") -> str:
        """Return a day and how far it is, as 2026年12月31日（周四），还有8个工作日; act says what is to be done then."""
        if due_on not in self._when:
            left = time_left(due_on, self.day, self.rules.calendar.between(self.day, due_on))
            self._when[due_on] = f"{long_day(due_on)}（周{WEEKDAYS[due_on.weekday()]}）", left
        day, left = self._when[due_on]
        return f"{day}{act}，{left}"

    def _deadline(self, raw: str, due_on: date | None) -> tuple[str, str]:
        """Return the deadline as the paper has it, and the day that it means."""
        term = f"期限：{raw or '文件没有写'}"
        return (f"{term}　", self.when(due_on)) if due_on else (term, "")

    def _time_of(self, activity, reminder, due_on: date | None) -> tuple[str, str]:
        """Return what a letter says of the time of an activity: when it is held, and by when its step is to be done."""
        held = short_day(activity.day) if activity.day else f"{activity.month}月" if activity.month else ""
        if not due_on:
            return f"时间：{f'{held}举办' if held else '待定'}", ""
        if _step(reminder) == "hold" and due_on == activity.day:
            return "时间：应于", self.when(due_on, "举办")
        return f"时间：{f'{held}举办；' if held else ''}这一步应于", self.when(due_on, "前办理")

    def keys_of(self, reminders: Iterable[Reminder]) -> list[tuple[str, str]]:
        """Return, for each liaison's role that the letter speaks to, its unit and the address to answer at.

        Where several liaisons of a unit share a mailbox, each has a key of his own, with his name on it.
        """
        if not self.gives_keys:
            return []
        mails = {r.contact_id: r.mail_id for r in reminders if r.mail_id and answer_links.can_be_answered(r)}
        readers = [(pk, self.readers[pk]) for pk in mails if self.readers[pk].role == Membership.Role.LIAISON]
        shared = Counter(reader.unit for _, reader in readers)
        return [
            (
                f"{reader.unit} {reader.name}" if shared[reader.unit] > 1 else reader.unit,
                answer_links.address(mails[pk], pk),
            )
            for pk, reader in readers
        ]

    def _notes(self, reminder, given_on: date | None = None, how="") -> Iterator[str]:
        if reminder.kind in (K.DUE, K.OVERDUE) and given_on and self.day - given_on <= FRESH:
            yield f"{short_day(given_on)}{how}，还没有签收"  # its due day was so near that it is not told as new
        if reminder.stage.startswith(ANEW) and given_on:
            yield f"{short_day(given_on)}{how}"
        if reminder.kind == K.RETURNED and (reason := self._reasons.get(reminder.duty_id)):
            yield f"退回理由：{shortened(reason)}"
        if reminder.kind == K.INSTRUCTION and (text := self._instructions.get(reminder.stage)):
            yield f"领导批示：{shortened(text)}"


def shortened(text: str) -> str:
    """Return text in one paragraph, cut at about 200 characters."""
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else text[:SHOWN].rstrip("，、；：,;: ") + "…"


def _read_assignments(office, keys) -> dict[int, tuple]:
    columns = ("pk", "task__requirement", "unit__short_name", "task__deadline_raw", "due_on")
    columns += ("task__plan__title", "task__number", "task__position", "state", "assigned_at", "given_again_at")
    rows = Assignment.objects.filter(office=office, pk__in=keys).order_by().values_list(*columns)
    return {
        pk: (
            *words,
            f"《{plan}》第{number}项" if number else f"《{plan}》",
            position,
            *_given_unseen(state, first, again),
        )
        for pk, *words, plan, number, position, state, first, again in rows
    }


def _given_unseen(state, first, again) -> tuple:
    """Return the day on which the unit got the task and how, where it has not even confirmed that it has it."""
    how = "重新下发" if again else "新下发"
    return (timezone.localdate(again or first), how) if state == Assignment.State.ASSIGNED else ()


def _readers(office, contacts) -> dict[int, Reader]:
    rows = Membership.objects.filter(office=office, pk__in=listed(contacts)).order_by()
    return {pk: Reader(*rest) for pk, *rest in rows.values_list("pk", "role", "unit__short_name", "user__name")}


def _return_reasons(office, assignments) -> dict[int, str]:
    if not assignments:
        return {}
    rows = ProgressReport.objects.filter(assignment__office=office, assignment__in=assignments)
    rows = rows.filter(state=ProgressReport.State.RETURNED).order_by("pk")
    return dict(rows.values_list("assignment_id", "review_note"))


def _instructions(office, stages) -> dict[str, str]:
    keys = {int(stage.removeprefix(INSTRUCTED)) for stage in stages}
    if not keys:
        return {}
    rows = (
        Instruction.objects.filter(assignment__office=office, pk__in=keys)
        .order_by()
        .values_list("pk", "text", "author__name")
    )
    return {f"{INSTRUCTED}{pk}": f"{text}（{author}）" for pk, text, author in rows}


def _step(reminder) -> str:
    return reminder.stage.removeprefix("chase-").partition("-")[0]


def _asked(activity, reminder) -> str:
    return f"{ASKS.get(_step(reminder), '')}：{activity.theme_words}"
