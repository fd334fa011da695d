"""What an apply changed, kept with the batch so that it can be taken back."""

from dataclasses import dataclass, field

from imports.compare import STORED
from tasks.models import Task

PARTY = ("position", "text", "role", "unit_id", "group_id", "ignored")
DAYS = ("due_on", "original_due_on")


@dataclass(slots=True)
class Trace:
    """Keys of what came into being, and the former values of what was changed. JSON, so keys are texts there."""

    plan_created: bool = False
    version_before: int = 0  # of the plan, before the apply
    plan_version: int = 0  # after the apply
    layout_before: dict | None = None  # Plan.layout before the apply
    tasks_created: list[int] = field(default_factory=list)
    tasks_changed: dict = field(default_factory=dict)
    assignments_created: list[int] = field(default_factory=list)
    assignments_changed: dict = field(default_factory=dict)
    registers_created: list = field(default_factory=list)  # [model, key]
    members_changed: dict = field(default_factory=dict)  # group → the units that belonged to it
    tasks_dropped: dict = field(default_factory=dict)  # rows of a draft that the clerk let go
    assignments_cancelled: dict = field(default_factory=dict)  # what tasks.services.cancelling needs to restore them
    schedule_created: bool = False
    activities_created: list[int] = field(default_factory=list)
    activities_changed: dict = field(default_factory=dict)

    def keep_task(self, task: Task) -> None:
        """Remember a task, with its parties, as it is before the change."""
        self.tasks_changed[str(task.pk)] = _values(task, (*STORED, "heading_id"))

    def drop_task(self, task: Task) -> None:
        """Remember a task that is about to be deleted, whole; ``keep_task`` has seen it before anything changed."""
        whole = {name: getattr(task, name) for name in ("done_rule", "previous_id", "upper_id", "upper_text")}
        self.tasks_dropped[str(task.pk)] = self.tasks_changed.pop(str(task.pk)) | whole


def _values(task: Task, names) -> dict:
    values = {name: plain(getattr(task, name)) for name in names}
    values["parties"] = [[getattr(party, name) for name in PARTY] for party in task.parties.all()]
    return values


def plain(value):
    """Return a value as JSON keeps it: days as text."""
    return value.isoformat() if hasattr(value, "isoformat") else value
