"""One thing that ought to have been said, and the plain words it is made of."""

from datetime import date
from typing import NamedTuple

from reminders.models import EscalationStep, Reminder

# Plain words: thousands of them go into SQL, and a database driver takes a detour for each member of an enumeration.
ASSIGNMENT, ACTIVITY_DUTY = Reminder.Duty.ASSIGNMENT.value, Reminder.Duty.ACTIVITY.value
OVERDUE = Reminder.Kind.OVERDUE.value
ESCALATED = Reminder.Kind.ESCALATED.value
RETURNED = Reminder.Kind.RETURNED.value
INSTRUCTION = Reminder.Kind.INSTRUCTION.value
REOPENED = Reminder.Kind.REOPENED.value
LEADER = Reminder.Kind.LEADER.value
DUE = Reminder.Kind.DUE.value
NEW = Reminder.Kind.NEW.value
STANDING = Reminder.Kind.STANDING.value
ACTIVITY = Reminder.Kind.ACTIVITY.value
GONE = Reminder.Kind.GONE.value
CHASE = Reminder.Kind.CHASE.value
NO_DAY = 0  # the due version of what does not hang on the day: a moved day does not announce it again
ANEW = "anew-"  # the stage of what was ended and is given again, before the moment of that


class Audience:
    """Who of a unit hears of an item; the office's own people are listed by an escalation step."""

    LIAISON = "liaison"
    LEADERS = "leaders"  # all of the unit's, for what waits for them
    LEADER = EscalationStep.Audience.LEADER.value
    HEAD = EscalationStep.Audience.HEAD.value
    OFFICE = EscalationStep.Audience.OFFICE.value


class Item(NamedTuple):
    """One thing that ought to have been said by now about a duty of a unit."""

    unit_id: int
    duty_type: str
    duty_id: int
    stage: str
    due_version: int
    kind: str
    due_on: date | None
    audience: str = Audience.LIAISON
    contacts: frozenset[int] | None = None  # only these, where it is not for all of the audience
    since: date | None = None  # the day that brought the stage, where stages follow each other
    besides: frozenset[int] = frozenset()  # contacts to whom the same is said in other words

    def key(self, contact: int) -> tuple[int, str, int, str, int]:
        """Return what is said to contact once."""
        return contact, self.duty_type, self.duty_id, self.stage, self.due_version
