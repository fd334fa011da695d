"""What an apply changed, kept with the batch so that it can be taken back."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from imports.compare import STORED
from tasks.models import Task

WHOLE = (*STORED, "heading_id", "done_rule", "previous_id", "upper_id", "upper_text")


@dataclass(slots=True)
class Trace:
    """Keys of what came into being, and the former values of what was changed. JSON, so keys are texts there."""

    plan_created: bool = False
    version_before: int = 0  # of the plan, before the apply
    plan_version: int = 0  # after the apply
    layout_before: dict | None = None  # Plan.layout before the apply
    tasks_created: list = field(default_factory=list)  # as ranges
    tasks_changed: dict = field(default_factory=dict)  # task → former values of the fields that changed
    assignments_created: list = field(default_factory=list)  # as ranges
    assignments_changed: dict = field(default_factory=dict)
    assignments_revived: dict = field(default_factory=dict)  # what they were when ended: tasks.services.reviving
    registers_created: list = field(default_factory=list)  # [model, key]
    members_changed: dict = field(default_factory=dict)  # group → the units that belonged to it
    tasks_dropped: dict = field(default_factory=dict)  # rows of a draft that the clerk let go, whole
    assignments_cancelled: dict = field(default_factory=dict)  # what tasks.services.cancelling needs to restore them
    schedule_created: bool = False
    activities_created: list[int] = field(default_factory=list)
    activities_changed: dict = field(default_factory=dict)
    activities_left: dict = field(default_factory=dict)  # of the changed ones: the new values of the fields
    activities_versions: dict = field(default_factory=dict)  # of created ones that a later import's undo touched

    def keep_task(self, task: Task, names: Iterable[str]) -> None:
        """Remember the fields names of a task as they are before the change."""
        self._kept(task).update({name: plain(getattr(task, name)) for name in names})

    def keep_parties(self, task: Task, parties: list[tuple]) -> None:
        """Remember whom a task named, each in the order of ``imports.compare.PARTY``."""
        self._kept(task)["parties"] = parties

    def drop_task(self, task: Task, parties: list[tuple]) -> None:
        """Remember a task that is about to be deleted, whole, as it was before anything changed."""
        self.tasks_changed.pop(str(task.pk), None)
        self.tasks_dropped[str(task.pk)] = {name: plain(getattr(task, name)) for name in WHOLE} | {"parties": parties}

    def _kept(self, task: Task) -> dict:
        return self.tasks_changed.setdefault(str(task.pk), {})


def keys_of(found: list) -> list[int]:
    """Return the keys in ranges. Batches from before there were ranges hold the keys themselves."""
    return [key for run in found for key in (range(run[0], run[1] + 1) if isinstance(run, list) else [run])]


def plain(value):
    """Return a value as JSON keeps it: days as text."""
    return value.isoformat() if hasattr(value, "isoformat") else value
