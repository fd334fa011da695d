"""What was said already under another name: an office that changes its steps in the middle repeats nothing."""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

from django.db.models import Max
from django.db.models.functions import Coalesce

from reminders.duties import ASSIGNMENT, Item
from reminders.duties.items import ANEW, NEW
from reminders.models import Reminder
from units.sql import listed

SPOKEN_OF = ("contact", "duty_type", "duty_id", "due_version", "kind")


def echoes(office, wanted: Mapping[tuple, Item], keys: Iterable[tuple]) -> set[tuple]:
    """Return those of the keys whose duty was spoken of in the same way on or after the day that brought their stage.

    While the steps stay as they are there is none: what was said earlier was said before that day. And those that would
    announce as new what was spoken of before, its day having been put off (since it was given again, if it was). Two queries at most.
    """
    keys = list(keys)
    return _known(office, [key for key in keys if wanted[key].kind == NEW]) | _said_since(office, wanted, keys)


def _known(office, keys) -> set[tuple]:
    if not keys:
        return set()
    said = Reminder.objects.filter(office=office, state=Reminder.State.SAID, duty_type=ASSIGNMENT)
    said = said.filter(duty_id__in=listed({key[2] for key in keys})).order_by()
    rows = said.values_list("contact", "duty_type", "duty_id").annotate(at=Max(Coalesce("mail__sent_at", "created_at")))
    heard = {tuple(duty): at for *duty, at in rows}
    return {key for key in keys if key[:3] in heard and heard[key[:3]] >= _given(key[3])}


def _given(stage: str) -> datetime:
    """Return since when what is said of a duty that is told as new counts: when it was given again, or ever."""
    again = int(stage.removeprefix(ANEW)) if stage.startswith(ANEW) else 0
    return datetime.fromtimestamp(again, UTC)


def _said_since(office, wanted, keys) -> set[tuple]:
    reached = {key: wanted[key].since for key in keys if wanted[key].since}
    if not reached:
        return set()
    rows = Reminder.objects.filter(
        office=office,
        state=Reminder.State.SAID,
        kind__in={wanted[key].kind for key in reached},
        mail__local_date__gte=min(reached.values()),
    )
    last = {}
    for *same, day in rows.order_by("mail__local_date").values_list(*SPOKEN_OF, "mail__local_date"):
        last[tuple(same)] = day
    never = date.min
    return {key for key, day in reached.items() if last.get((*key[:3], key[4], wanted[key].kind), never) >= day}


def echo_of(item: Item, lines: Iterable[Reminder]) -> Reminder | None:
    """Return which of the lines about the item's duty to one contact said the same by the same rule, or None. No query."""
    said = [line for line in lines if line.state == Reminder.State.SAID and line.mail]
    if item.kind == NEW:
        return next((line for line in said if (line.mail.sent_at or line.created_at) >= _given(item.stage)), None)
    alike = (line for line in said if (line.kind, line.due_version) == (item.kind, item.due_version))
    return next((line for line in alike if item.since and line.mail.local_date >= item.since), None)
