"""What the people of an office ought to have heard by a day: a function of the state of the duties, nothing else."""

from reminders.duties.assignments import owed
from reminders.duties.items import (
    ACTIVITY_DUTY,
    ASSIGNMENT,
    CHASE,
    NO_DAY,
    Audience,
    Item,
)
from reminders.duties.reading import Duties

__all__ = ["ACTIVITY_DUTY", "ASSIGNMENT", "CHASE", "NO_DAY", "Audience", "Duties", "Item", "owed"]
