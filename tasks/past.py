"""How assignments stood on a past day: what they were then, instead of what they are now.

An assignment says since when it stands as it does (``changed_at``); what it was before is kept by triggers, whoever
changes it (``tasks.models.AssignmentPast``). Since-until of one assignment follow each other without a gap from its
issue to now, so each moment has exactly one answer. Why it is built so: docs/decisions/0015-past-days.md
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from tasks.models import Assignment, AssignmentPast
from units.clock import start_of

# What changes with time and is read of a past day. Whatever is not here is as it is now.
KEPT = ("role", "state", "due_on", "original_due_on", "submitted_at", "done_at", "review_time")
FUNCTION, TRIGGER, TABLE = "tasks_past_keep", "tasks_assignment_past", "tasks_assignmentpast"
COLUMNS = f"assignment_id, plan_id, unit_id, since, until, {', '.join(KEPT)}"
_OLD = "OLD.id, OLD.plan_id, OLD.unit_id, OLD.changed_at, NEW.changed_at, " + ", ".join(f"OLD.{name}" for name in KEPT)


def end_of(day: date) -> datetime:
    """Return the moment at which day is over: 24:00 of the office's clock (民法典 art. 203)."""
    return start_of(day + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class AsOf:
    """The day a page speaks of; moment is the end of it, or None for today, of which only the present is known."""

    day: date
    moment: datetime | None = None

    @property
    def is_past(self) -> bool:
        """Whether the page speaks of a day that is over."""
        return self.moment is not None

    def where(self, condition: Q | None = None) -> Q:
        """Return the condition on assignments that met condition then."""
        return were_then(self.moment, condition) if self.moment else condition or Q()

    def show(self, assignments: Iterable[Assignment]) -> list[Assignment]:
        """Return assignments as they were then, without those that were not there."""
        return set_back(assignments, self.moment) if self.moment else list(assignments)


def as_of(text: str, today: date) -> AsOf:
    """Return the day that an address names (2026-06-30); today for nothing, nonsense, and days that are not over."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return AsOf(today)
    return AsOf(day, end_of(day)) if date(2000, 1, 1) < day < today else AsOf(today)


def were_then(moment: datetime, condition: Q | None = None) -> Q:
    """Return the condition that an assignment was there before moment, and what it was then meets condition."""
    condition = condition or Q()
    past = AssignmentPast.objects.filter(condition, assignment=OuterRef("pk"), since__lt=moment, until__gte=moment)
    return Q(condition, changed_at__lt=moment) | Q(Exists(past))


def set_back(assignments: Iterable[Assignment], moment: datetime) -> list[Assignment]:
    """Let assignments be what they were before moment, leave out what was not there, and return the rest.

    One query, however many they are. They must not be saved afterwards.
    """
    there = [row for row in assignments if row.assigned_at < moment]
    changed = {row.pk: row for row in there if row.changed_at >= moment}
    if not changed:
        return there
    plans = {row.plan_id for row in changed.values()}
    then = AssignmentPast.objects.filter(plan__in=plans, since__lt=moment, until__gte=moment)
    for pk, *values in then.values_list("assignment", *KEPT):
        if row := changed.pop(pk, None):
            for name, value in zip(KEPT, values, strict=True):
                setattr(row, name, value)
    return [row for row in there if row.pk not in changed]  # what is left was issued and changed in one moment, later


def install(connection) -> None:
    """Put the triggers in place."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in _sqlite() if connection.vendor == "sqlite" else _postgresql():
            cursor.execute(statement)


def remove(connection) -> None:
    """Take the triggers away."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER IF EXISTS {TRIGGER}_order")
            cursor.execute(f"DROP TRIGGER IF EXISTS {TRIGGER}")
        else:
            cursor.execute(f"DROP FUNCTION IF EXISTS {FUNCTION}() CASCADE")


def is_kept(connection) -> bool:
    """Tell whether the triggers are in place."""
    query = "SELECT COUNT(*) FROM pg_trigger WHERE tgname = %s AND tgenabled <> 'D'"
    if connection.vendor == "sqlite":
        query = "SELECT COUNT(*) FROM sqlite_master WHERE type = 'trigger' AND name = %s"
    with connection.cursor() as cursor:
        cursor.execute(query, [TRIGGER])
        return cursor.fetchone()[0] == 1


def _sqlite() -> list[str]:
    """Two changes of one moment leave nothing between them; a moment before the last change is a mistake of the code.

    Kept also where nothing that is kept differs: since and until must follow each other without a gap.
    """
    return [
        f"""CREATE TRIGGER {TRIGGER}_order BEFORE UPDATE ON tasks_assignment WHEN NEW.changed_at < OLD.changed_at
            BEGIN SELECT RAISE(ABORT, 'an assignment cannot change before its last change'); END""",
        f"""CREATE TRIGGER {TRIGGER} AFTER UPDATE ON tasks_assignment
            WHEN OLD.changed_at < NEW.changed_at
            BEGIN INSERT INTO {TABLE} ({COLUMNS}) VALUES ({_OLD}); END""",
    ]


def _postgresql() -> list[str]:
    return [
        f"""CREATE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $keep$
            BEGIN
                IF NEW.changed_at < OLD.changed_at THEN
                    RAISE EXCEPTION 'an assignment cannot change before its last change'
                        USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                INSERT INTO {TABLE} ({COLUMNS}) VALUES ({_OLD});
                RETURN NULL;
            END $keep$""",
        f"""CREATE TRIGGER {TRIGGER} AFTER UPDATE ON tasks_assignment FOR EACH ROW
            WHEN (OLD.changed_at <> NEW.changed_at) EXECUTE FUNCTION {FUNCTION}()""",
    ]
