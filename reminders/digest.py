"""The text of a digest, built from the state of the moment in which it is sent."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import get_template

from reminders.invitation import calendar_of
from reminders.models import Reminder
from reminders.papers import Entry, Papers
from reminders.plain_text import plain_text
from units.history import one_line

K = Reminder.Kind
KINDS = list(K)
PLACE = {kind.value: place for place, kind in enumerate(KINDS)}  # the most urgent first
MOST = 30  # items of a group that a letter names; the platform shows the rest
LONGEST = 200  # characters of a subject

# What stands above a group, and on the link of each of its items. What is not here stands under its own name.
HEADINGS = {K.ESCALATED: "贵单位以下任务已逾期", K.GONE: "以下任务不再由您办理，不必再报"}
OFFICE_HEADING = "以下单位的任务已逾期"
LINKS = {K.ESCALATED: "查看", K.GONE: "查看", K.LEADER: "去审核"}
ALSO = {K.REOPENED: ["办公室要求重新办理"], K.STANDING: ["请报送年度情况"]}  # said of what stands under another heading
ASKING = "以下{count}项政务公开工作需要办理"
TO_LOOK_AT = {  # what is asked of a reader who has nothing to do himself
    frozenset([K.ESCALATED]): "以下{count}项政务公开任务已过期限、还没有报送，请督促办理",
    frozenset([K.LEADER]): "有{count}份填报等您审核",
    frozenset([K.GONE]): "以下{count}项政务公开任务有变动",
}
LOOKED_AT = frozenset(kind for kinds in TO_LOOK_AT for kind in kinds)


@dataclass(slots=True)
class Digest:
    """A letter ready to be handed over."""

    subject: str
    text: str
    html: str
    entries: list[Entry]
    calendar: bytes = b""  # of the activities it names, empty when none of them has a day


@dataclass(slots=True)
class Group:
    """What stands under one heading."""

    label: str
    link: str
    count: int
    entries: list[Entry]  # no more than the letter names

    @property
    def counter(self) -> str:
        """How its entries are counted: a chase about activities alone counts them as its subject does."""
        return "场" if all(_is_chased_activity(entry.reminder) for entry in self.entries) else "项"

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.count - len(self.entries)


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
        f"收到这封邮件，说明{office.name}的提醒邮件可以正常发送，不需要回复。\n"
    )
    html = get_template("mail/plain.html").render({"text": text})
    return Digest(subject=f"【{office.short_name}】测试邮件", text=text, html=html, entries=[])


def chase_subject(office, count: int) -> str:
    """Return the subject of a letter that chases."""
    return f"【{office.short_name}】催办：{count}项政务公开任务请尽快报送"


def activity_chase_subject(office, count: int) -> str:
    """Return the subject of a letter that chases the host of activities."""
    return f"【{office.short_name}】催办：{count}场政务公开活动请尽快办理"


def _is_chased_activity(reminder) -> bool:
    return (reminder.kind, reminder.duty_type) == (K.CHASE, Reminder.Duty.ACTIVITY)


def _subject_by_hand(office, reminders, count) -> str:
    about_activities = all(line.duty_type == Reminder.Duty.ACTIVITY for line in reminders)
    return (activity_chase_subject if about_activities else chase_subject)(office, count)


def _written(papers, name, reminders, opening="") -> Digest:
    reminders = list(reminders)
    entries = sorted(map(papers.entry, reminders), key=urgency)
    told = _told_once(entries)
    by_kind, shown = _by_kind(told), _each_once(told)
    context = {
        "office": papers.office,
        "name": name,
        "opening": opening,
        "asking": _asking(frozenset(kind for kind, _ in by_kind), len(shown)),
        "groups": [group for kind, rows in _by_kind(shown) for group in _groups(papers, kind, rows)],
        "keys": papers.keys_of(reminders),
        "days": settings.GOVOPEN_ANSWER_LINK_DAYS,
        "date": papers.day,
        "home": papers.home,
    }
    return Digest(
        subject=_subject_by_hand(papers.office, reminders, len(shown)) if opening else _subject(papers.office, by_kind),
        text=plain_text(context),
        html=get_template("mail/digest.html").render(context),
        entries=entries,
        calendar=calendar_of(papers.activities(entries)),
    )


def urgency(entry) -> tuple:
    """Return the place of an entry among the others of a letter: the most urgent kind first, then the nearest day."""
    return PLACE[entry.reminder.kind], entry.due_on is None, str(entry.due_on), entry.position


def _by_kind(entries) -> list[tuple]:
    rows = [(kind, [entry for entry in entries if entry.reminder.kind == kind]) for kind in KINDS]
    return [(kind, found) for kind, found in rows if found]


def _told_once(entries) -> list[Entry]:
    """Return the entries without what two people who share a mailbox are both told."""
    found = {}
    for entry in entries:
        found.setdefault(entry.reminder.key[1:4], entry)
    return list(found.values())


def _each_once(entries) -> list[Entry]:
    """Return the entries with each duty once, where it is most urgent; what else is said of it, it says there."""
    first = {}
    for entry in entries:
        kind, duty_type, duty_id = entry.reminder.kind, entry.reminder.duty_type, entry.reminder.duty_id
        same = first.setdefault((kind in LOOKED_AT and kind, duty_type, duty_id), entry)
        if same is not entry:
            same.notes += entry.notes or ALSO.get(kind, [])
    return list(first.values())


def _groups(papers, kind, rows) -> list[Group]:
    """Return the groups of one kind. Of what is late a unit's leader hears in other words than the office's people."""
    parts = {True: [], False: []}
    for entry in rows:
        parts[kind != K.ESCALATED or bool(papers.readers[entry.reminder.contact_id].unit)].append(entry)
    headed = [(HEADINGS.get(kind, kind.label), parts[True]), (OFFICE_HEADING, parts[False])]
    link = LINKS.get(kind, "去办理")
    return [Group(label, link, len(found), found[:MOST]) for label, found in headed if found]


def _asking(kinds: frozenset, count: int) -> str:
    if kinds <= LOOKED_AT:
        return TO_LOOK_AT.get(kinds, "以下{count}项政务公开工作请您了解或处理").format(count=count)
    return ASKING.format(count=count)


def _subject(office, by_kind) -> str:
    """Return one line: how much there is of each kind, the most urgent first. All kinds at once are about 170 characters."""
    parts = [f"{kind.label}{len(rows)}项" for kind, rows in by_kind]
    return one_line(f"【{office.short_name}】政务公开任务提醒：{'，'.join(parts)}")[:LONGEST]
