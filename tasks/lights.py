"""What a line shows: a word, a colour class, and the working days left. Derived from day, calendar and state."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from calendar_events.workdays import WorkdayCalendar, late_words
from documents.days import short_day
from tasks.models import Assignment

SOON = 7  # working days


@dataclass(frozen=True, slots=True)
class Light:
    """A state as a person reads it. The colour never stands alone: the word says the same."""

    word: str
    css: str  # overdue, soon, going, review, done, open, off
    detail: str = ""  # how much time is left, in words; empty where no day is set or the clock stands still


def time_left(due_on: date, today: date, workdays: int) -> str:
    """Return in words how far due_on is; workdays counts the working days from today to due_on (negative: since)."""
    if due_on < today:
        return late_words(-workdays)
    if due_on == today:
        return "今天到期"
    if workdays == 0:
        return f"{short_day(due_on)}到期，此前没有工作日"
    return f"还有{workdays}个工作日"


class Lights:
    """Lights of one office on one day. Equal days are counted once, and equal lights are the same object."""

    def __init__(self, office, today: date):
        self.today = today
        self.calendar = WorkdayCalendar(office)
        self.is_past = today < timezone.localdate()
        self._left: dict[date, int] = {}
        self._made: dict[tuple, Light] = {}

    def of(self, assignment: Assignment) -> Light:
        """Return the light of assignment."""
        return self.light(assignment.state, assignment.due_on, assignment.was_late)

    def light(self, state: str, due_on: date | None, was_late: bool = False) -> Light:
        """Return the light for a state and a due day."""
        key = (state, due_on, was_late)
        if key not in self._made:
            self._made[key] = self._light(*key)
        return self._made[key]

    def _light(self, state, due_on, was_late) -> Light:
        if state == Assignment.State.DONE:
            return Light("逾期办结" if was_late else "已办结", "done")
        if state == Assignment.State.CANCELLED:
            return Light("已终止", "off")
        if state == Assignment.State.IN_REVIEW:
            return Light("待审核", "review")
        if due_on is None:
            return Light(Assignment.State(state).label, "open")
        left = self.workdays_left(due_on)
        # on the list of a past day, "today" would be read as the reader's
        detail = "当天到期" if self.is_past and due_on == self.today else time_left(due_on, self.today, left)
        if due_on < self.today:
            return Light("已逾期", "overdue", detail)
        if left <= SOON:
            return Light("临期", "soon", detail)
        return Light(Assignment.State(state).label, "going", detail)

    def workdays_left(self, due_on: date) -> int:
        """Return the working days from today to due_on."""
        if due_on not in self._left:
            self._left[due_on] = self.calendar.between(self.today, due_on)
        return self._left[due_on]
