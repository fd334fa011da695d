"""Letters sent by hand about activities (催办): the host of an activity is asked for the step that is next.

The same letters, hours and once-a-day rule as for assignments (``reminders.chasing``); what is counted is an activity
with its step: who has announced may be asked for the report on the same day.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from calendar_events.models import Activity
from calendar_events.steps import LABELS, Step, next_step, steps
from reminders import digest
from reminders.chasing import COUNTED, MOST, Chase, Chased, Envelope, letters
from reminders.contacts import contacts_of
from reminders.duties import ACTIVITY_DUTY, CHASE, NO_DAY
from reminders.models import Reminder
from reminders.rules import Rules
from tasks.chases import CHASED
from tasks.services.errors import ActRefused
from units.history import entry, one_line
from units.models import AuditEntry, Office

OPENING = "以下活动还有事项没有办理，请抓紧办理，并在平台登记。"


@dataclass(frozen=True, slots=True)
class Asked:
    """An activity and what its host is asked for now."""

    activity: Activity
    step: Step | None

    @property
    def pk(self) -> int:
        """The key of the activity."""
        return self.activity.pk

    @property
    def key(self) -> tuple[int, str]:
        """What is chased at most once a day."""
        return self.pk, self.step.name if self.step else ""


def asked(activities: Iterable[Activity], calendar, day: date) -> list[Asked]:
    """Return the activities, each with the step that is next on day; they come ``with_unanswered()``."""
    return [Asked(row, next_step(steps(row, calendar, row.unanswered_count), row, day)) for row in activities]


def chased(keys: Iterable[int], rules: Rules) -> dict[tuple[int, str], Chased]:
    """Return how often, and when last, each step of the activities was chased; by activity and name of the step."""
    numbers, last, pending = defaultdict(set), {}, set()
    for pk, name, number, state, moment in _told(keys):
        if state in COUNTED:
            day = rules.local(moment).date()
            numbers[pk, name].add(number)
            last[pk, name] = max(day, last.get((pk, name), day))
            pending |= {(pk, name)} if state == Reminder.State.OPEN else set()
    return {key: Chased(len(found), last[key], key in pending) for key, found in numbers.items()}


def _told(keys):
    rows = Reminder.objects.filter(duty_type=ACTIVITY_DUTY, duty_id__in=list(keys), kind=CHASE).order_by("pk")
    for pk, stage, state, created_at, sent_at in rows.values_list(
        "duty_id", "stage", "state", "created_at", "mail__sent_at"
    ):
        yield pk, step_of(stage), int(stage.rpartition("-")[2]), state, sent_at or created_at


def step_of(stage: str) -> str:
    """Return the step that a stage of an activity is about: chase-preview-2 and preview-w1 are about preview."""
    return stage.removeprefix("chase-").partition("-")[0]


def look(office, activities, at: datetime) -> Chase:
    """Return what chasing the hosts at this moment would do. Reads only; the same for preview and act."""
    rules = Rules(office)
    day, keys = rules.today(at), [row.pk for row in activities]
    view, due = Chase(quiet=rules.quiet(at), told=chased(keys, rules)), []
    for row in asked(activities, rules.calendar, day):
        if why := _why_not(row, view.told.get(row.key, Chased()), day):
            view.left_out.append((row, why))
        else:
            due.append(row)
    contacts = contacts_of(office, day, {row.activity.host_id for row in due})
    view.unreachable = contacts.unreachable
    for row in due:
        liaisons = contacts.liaisons(row.activity.host_id)
        if not liaisons:
            view.left_out.append((row, "单位没有能收邮件的联络员"))
        for contact in liaisons:
            letter = view.envelopes.setdefault(contacts.key[contact], Envelope(contacts.known[contact]))
            letter.items.append((contact, row))
    last = defaultdict(int)
    for pk, name, number, *_ in _told(keys):  # letters that came to nothing keep their numbers
        last[pk, name] = max(last[pk, name], number)
    view.stage = {row.pk: f"chase-{row.step.name}-{last[row.key] + 1}" for row in due}
    return view


def _why_not(row: Asked, told: Chased, day: date) -> str:
    """Return why the host is not chased now, or nothing when it is."""
    activity, step = row.activity, row.step
    if activity.schedule.state != "issued":
        return "活动安排表未下发"
    if not activity.host_id:
        return "名册里没有主办单位"
    if step is None:
        return "各步骤都已办好" if activity.state == Activity.State.HELD else f"活动{activity.get_state_display()}"
    if step.name == "hold" and step.due_on and step.due_on > day:
        return "还没有到举办日期"
    if told.pending:
        return "已经催办，信还没有发出"
    return "今天已经催办过" if told.last_on == day else ""


@transaction.atomic
def activity_chase(*, office, activities, text, by, at) -> Chase:
    """Write to the hosts, one letter to each address, and return what was done and left out.

    Raises ActRefused when nothing is left to chase, without an opening, and while the office sends nothing. Whoever
    presses at the same moment is waited for, and what he sent is seen.
    """
    keys, opening = [row.pk for row in activities], one_line(text)
    # On SQLite the transaction itself is the lock.
    office = Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    if not Rules(office).policy.enabled:
        raise ActRefused("办公室已停止发送提醒，恢复之后才能催办。")
    if not opening or len(opening) > 300:
        raise ActRefused("请写一句开头的话，不超过300个字。")
    if len(keys) > MOST:
        raise ActRefused(f"一次最多催办{MOST}场，现在选了{len(keys)}场。")
    rows = Activity.objects.filter(pk__in=keys, schedule__office=office).with_unanswered()
    view = look(office, list(rows.select_related("schedule", "host").order_by("pk")), at)
    if not view.envelopes:
        why = "、".join(sorted({why for _, why in view.left_out}))
        raise ActRefused(f"没有可以催办的活动：{why}。" if why else "没有可以催办的活动。")
    _write(office, view, opening, by, at)
    return view


def _write(office, view: Chase, opening, by, at) -> None:
    mails, lines, readers = letters(office, view, digest.activity_chase_subject, opening, at), [], defaultdict(list)
    for key, letter in view.envelopes.items():
        lines += [line(office, view, contact, row, at, mails[key]) for contact, row in letter.items]
        for row in letter.assignments:
            readers[row.pk].append(letter.contact.name)
    Reminder.objects.bulk_create(lines, batch_size=500)
    entries = []
    for row in view.assignments:
        times = view.told.get(row.key, Chased()).times
        changes = {
            "步骤": ["", LABELS[row.step.name]],
            "催办次数": [times, times + 1],
            "收件人": ["", "、".join(readers[row.pk])],
        }
        said = entry(CHASED, row.activity, by=by, at=at, office=office, changes=changes, reason=opening)
        entries.append(AuditEntry(**said))
    AuditEntry.objects.bulk_create(entries, batch_size=500)


def line(office, view: Chase, contact: int, row: Asked, at, mail=None) -> Reminder:
    """Return the row of the ledger for one activity in a letter to contact."""
    return Reminder(
        office=office,
        contact_id=contact,
        duty_type=ACTIVITY_DUTY,
        duty_id=row.pk,
        stage=view.stage[row.pk],
        due_version=NO_DAY,
        kind=CHASE,
        due_on=row.step.due_on,
        mail=mail,
        created_at=at,
    )
