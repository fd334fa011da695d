"""Why somebody heard of a duty, or did not: what was said to each contact, what is true now, and what comes next.

All of it comes from what plans and sends: the duties for what ought to be said on a day, the contacts for who is
reached, the ledger and the outbox for what was said, the office's rules for when.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import Q

from calendar_events.steps import next_step, steps
from documents.days import short_day
from reminders.contacts import MEMORY, Contacts, address_key, called, contacts_of
from reminders.duties import ACTIVITY_DUTY, ASSIGNMENT, Duties, Item
from reminders.duties.activities import is_given_up
from reminders.echoes import echo_of
from reminders.models import OutgoingMail, Reminder
from reminders.post import Post, reply_words
from reminders.stage_words import day_in, stage_words
from tasks.models import Assignment
from units.models import Membership

AHEAD = 400  # days looked ahead for the next reminder
R, S = Reminder.State, OutgoingMail.State
STANDING = "长期任务，不按日期提醒"  # but once a year for its note
UNSENT = {S.QUEUED, S.CLAIMED, S.HANDING, S.UNCLEAR}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was said to somebody, or is to be, or was not said after all."""

    at: datetime
    kind: str
    stage: str
    outcome: str
    light: str  # the colour that goes with the outcome
    mail: OutgoingMail | None
    repeated: bool


@dataclass(slots=True)
class Hearer:
    """One contact: what was said, what is true today, what comes next."""

    member: Membership
    lines: list[Line] = field(default_factory=list)
    now: str = ""
    next: str = ""
    came_back: list[str] = field(default_factory=list)  # letters of the last weeks that did not arrive

    @property
    def called(self) -> str:
        """Who it is, with the unit."""
        return called(self.member.unit, self.member.user.name)


@dataclass(slots=True)
class Explanation:
    """Everything about one duty."""

    why_silent: str  # why nobody hears of it, whoever they are; nothing when it is reminded of
    nobody: bool  # no liaison can be named
    post: Post
    hearers: list[Hearer]


def explain(assignment: Assignment, at: datetime, *, unit_only=False) -> Explanation:
    """Explain the reminders of an assignment at a moment; unit_only leaves the office's own people out."""
    about = _About(assignment.office, ASSIGNMENT, assignment.pk, assignment.unit_id, at)
    weeks = about.post.rules.timing(assignment.task.plan_id).overdue_weeks
    is_late = assignment.due_on is not None and assignment.due_on < about.day
    given_up = _given_up(weeks, unit_only) if is_late and not weeks else ""  # else the last week's stands for good
    return about.explained(_why_silent(assignment), given_up, unit_only)


def explain_activity(activity, at: datetime, *, unit_only=False) -> Explanation:
    """Explain the reminders of an activity likewise; it was loaded ``with_unanswered``."""
    about = _About(activity.schedule.office, ACTIVITY_DUTY, activity.pk, activity.host_id, at)
    rules = about.post.rules
    step = next_step(steps(activity, rules.calendar, activity.unanswered_count), activity, about.day)
    is_over = step is not None and step.due_on is not None and is_given_up(step.due_on, about.day, rules)
    given_up = _given_up(rules.policy.overdue_weeks, unit_only) if is_over else ""
    return about.explained(_why_activity_silent(activity, step), given_up, unit_only)


def _given_up(weeks: int, unit_only: bool) -> str:
    """Return that something has been late for so long that nobody is reminded by himself any more."""
    said = f"已过{weeks}周的逾期提醒期，不再自动提醒" if weeks else "已逾期，按规则逾期后不自动提醒"
    return said if unit_only else f"{said}；可以发催办邮件"


def _why_silent(assignment) -> str:
    task, states = assignment.task, Assignment.State
    if task.plan.state != "issued":
        return f"文件{task.plan.get_state_display()}"
    if assignment.state == states.IN_REVIEW:
        return "已报送，等待审核，暂停提醒"
    if assignment.is_final:
        return assignment.get_state_display()
    if task.deadline_kind == "open":
        return STANDING
    return "" if assignment.due_on else "没有具体期限，不按日期提醒"


def _why_activity_silent(activity, step) -> str:
    if activity.schedule.state != "issued":
        return "活动安排表未下发"
    if not activity.host_id:
        return "名册里没有主办单位，没有人可以提醒"
    if activity.state in (activity.State.CLOSED, activity.State.CANCELLED):
        return f"活动{activity.get_state_display()}"
    if step is None:
        return "各步骤都已办好"
    return "" if step.due_on else "没有月份和日期，不按日期提醒"


class _About:
    """One duty with all that bears on its reminders. The number of queries does not depend on what was said."""

    def __init__(self, office, duty_type, pk, unit_id, at):
        self.post, self._unit = Post(office, at), unit_id
        self.day, rules = self.post.day, self.post.rules
        units = {unit_id} if unit_id else set()
        until = self.day + timedelta(days=AHEAD)
        self._duties = Duties(office, rules, self.day, units, until).narrow(duty_type, pk)
        listed = {contact for step in rules.escalation for contact in step.listed}
        self._contacts: Contacts = contacts_of(office, self.day, units, listed)
        self._wanted = self._heard_on(self.day)
        self._rows = self._ledger(duty_type, pk)
        self._members = self._people(office, unit_id, listed)
        self._letters = self._recent(office)

    def _heard_on(self, day: date) -> dict[int, list[Item]]:
        found = {}
        for item in self._duties.items(day):
            for contact in self._contacts.hearing(item):
                found.setdefault(contact, []).append(item)
        return found

    @staticmethod
    def _ledger(duty_type, pk) -> list[Reminder]:
        rows = Reminder.objects.filter(duty_type=duty_type, duty_id=pk)
        return list(rows.select_related("mail").order_by("-created_at", "-pk"))

    def _people(self, office, unit_id, listed) -> list[Membership]:
        told = {row.contact_id for row in self._rows}
        people = Membership.objects.filter(Q(pk__in=told | listed) | Q(unit=unit_id, unit__isnull=False), office=office)
        return list(people.select_related("user", "unit", "office").order_by("role", "pk"))

    def _recent(self, office) -> list[OutgoingMail]:
        """Return the letters of the last weeks that came back, and those of today, to these people."""
        keys = {address_key(member.user.email) for member in self._members} - {""}
        letters = OutgoingMail.objects.filter(office=office, address_key__in=keys, local_date__gt=self.day - MEMORY)
        letters = letters.filter(Q(local_date=self.day) | Q(state=S.FAILED) | ~Q(bounce=""))
        return list(letters.order_by("-local_date", "-pk"))

    def explained(self, silent: str, given_up: str, unit_only: bool) -> Explanation:
        """Return the whole; silent says why nobody is to hear, given_up why nobody does any more though it is late."""
        self._given_up = given_up
        current = set(self._contacts.known) | set(self._contacts.why_not)
        coming = self._coming() if silent in ("", STANDING) else {}
        hearers = []
        for member in self._members:
            if unit_only and member.unit_id is None:
                continue
            rows = [row for row in self._rows if row.contact_id == member.pk]
            is_liaison = member.role == Membership.Role.LIAISON and member.pk in current
            if rows or is_liaison or member.pk in self._wanted or member.pk in coming:
                hearers.append(self._hearer(member, rows, coming.get(member.pk), current, silent))
        return Explanation(silent, self._has_nobody(current), self.post, hearers)

    def _has_nobody(self, current) -> bool:
        liaisons = {m.pk for m in self._members if m.role == Membership.Role.LIAISON and m.unit_id == self._unit}
        return self._unit is not None and not liaisons & current

    def _coming(self) -> dict[int, tuple[date, Item]]:
        """Return for each contact the next day on which something new will be said, if all stays as it is."""
        known = {row.key for row in self._rows if row.state == R.SAID}
        known |= {item.key(contact) for contact, items in self._wanted.items() for item in items}
        found, reachable = {}, set(self._contacts.key)
        for day in (self.day + timedelta(days=n) for n in range(1, AHEAD)):
            if self.post.rules.quiet_day(day):
                continue
            for contact, items in self._heard_on(day).items():
                fresh = [item for item in items if item.key(contact) not in known]
                if fresh and contact not in found:
                    found[contact] = day, fresh[0]
            if reachable <= found.keys():
                break
        return found

    def _hearer(self, member, rows, coming, current, silent) -> Hearer:
        key = address_key(member.user.email)
        letters = [mail for mail in self._letters if mail.address_key == key]
        hearer = Hearer(member, [self._line(row, letters) for row in rows])
        hearer.came_back = [
            f"{short_day(mail.local_date)}的邮件：{reply_words(mail)}"
            for mail in letters
            if mail.state == S.FAILED or mail.bounce
        ]
        hearer.now = self._now(member, rows, letters, current, silent or ("" if coming else self._given_up))
        if member.pk in self._contacts.key:
            hearer.next = self._next(coming, self._wanted.get(member.pk, []))
        return hearer

    def _next(self, coming, wanted) -> str:
        """Return what comes next to a contact whom letters reach, or that nothing does."""
        if coming:
            day, item = coming
            return f"{day_in(day, self.day)}（{stage_words(item.stage)}）"
        late = [item for item in wanted if item.kind == Reminder.Kind.OVERDUE]
        if late:
            return f"已到{stage_words(late[0].stage)}，不再自动提醒，任务仍列在办公室的逾期清单里"
        return ""

    def _now(self, member, rows, letters, current, silent) -> str:
        """Return what is true of the contact at this moment."""
        if member.pk not in current:
            return "已卸任或账号已停用，不再发邮件"
        if why := self._contacts.why_not.get(member.pk):
            return why
        wanted = self._wanted.get(member.pk)
        if not wanted:
            return silent or "还没有到提醒的日子"
        ledger = {row.key: row for row in rows}
        said = [ledger.get(item.key(member.pk)) or echo_of(item, rows) for item in wanted]
        unsaid = [row for row in said if row is None or row.state != R.SAID]
        if unsaid:
            row = next((row for row in unsaid if row and row.mail and row.mail.state in UNSENT), None)
            return self.post.waiting(row.mail) if row else self._unplanned(letters)
        last = max(row.mail.sent_at if row.mail and row.mail.sent_at else row.created_at for row in said)
        day = self.post.rules.local(last).date()
        return "今天已经提醒" if day == self.day else f"{day_in(day, self.day)}已经提醒，今天不重复"

    def _unplanned(self, letters) -> str:
        """Return why what ought to be said stands in no letter."""
        if words := self.post.off or self.post.quiet:
            return words
        if any(mail.local_date == self.day and mail.state != S.QUEUED and mail.kind == "digest" for mail in letters):
            following = self.post.next_day()
            return f"今天的邮件已发，并入{short_day(following)}的邮件" if following else "今天的邮件已发，并入下一封"
        return "几分钟内列入今天的邮件"

    def _line(self, row: Reminder, letters) -> Line:
        outcome, light = self._outcome(row, letters)
        sent = row.mail.sent_at if row.mail else None
        return Line(
            at=sent or row.created_at,
            kind=row.get_kind_display(),
            stage=stage_words(row.stage),
            outcome=outcome,
            light=light,
            mail=row.mail,
            repeated=bool(row.mail and row.mail.repeated),
        )

    def _outcome(self, row, letters) -> tuple[str, str]:
        mail = row.mail
        if row.state == R.SAID:
            return (f"服务器答复：{reply_words(mail)}" if mail else "已提醒"), "done"
        if row.state == R.SUPERSEDED:
            return "已由后一次提醒代替", "open"
        if row.state == R.CANCELLED:
            ended = mail and mail.state in (S.CANCELLED, S.FAILED)
            return (reply_words(mail) if ended else "事项已处理或不再需要"), "open"
        if mail and mail.state in UNSENT:
            return self.post.waiting(mail), "going"
        return self._unplanned(letters), "going"
