"""Takes one office out of the installation with everything that is its own. The history stays, and so do all others."""

from django.db import transaction

from calendar_events.models import Activity, ActivityPicture, ActivitySchedule, CalendarFeed, DayOverride, Suggestion
from imports.models import ColumnMeaning, ImportBatch
from reminders.models import (
    ContactPause,
    EscalationStep,
    GroupPost,
    GroupRobot,
    OutgoingMail,
    PlanningRun,
    PlanTiming,
    QuietPeriod,
    Reminder,
    ReminderPolicy,
)
from reports.models import ClosedQuarter, ReportSettings
from tasks.models import (
    Assignment,
    Evidence,
    EvidenceFile,
    ExtensionRequest,
    Heading,
    Instruction,
    Plan,
    ProgressReport,
    ReturnPhrase,
    Task,
    TaskParty,
    TaskPeriod,
)
from units.files import storage
from units.history import record
from units.models import ApiToken, Membership, Office, Unit, UnitAlias, UnitGroup, User

# What hangs on what: the leaves first. Each model with the way to its office.
PARTS = (
    (ClosedQuarter, "office"),
    (ReportSettings, "office"),
    (Reminder, "office"),
    (OutgoingMail, "office"),
    (PlanningRun, "office"),
    (GroupPost, "robot__office"),
    (GroupRobot, "office"),
    (EscalationStep, "office"),
    (QuietPeriod, "office"),
    (ContactPause, "contact__office"),
    (PlanTiming, "plan__office"),
    (ReminderPolicy, "office"),
    (Evidence, "report__assignment__office"),
    (EvidenceFile, "office"),
    (ExtensionRequest, "assignment__office"),
    (Instruction, "assignment__office"),
    (ProgressReport, "assignment__office"),
    (Assignment, "office"),
    (TaskPeriod, "task__plan__office"),
    (TaskParty, "task__plan__office"),
    (Task, "plan__office"),
    (Heading, "plan__office"),
    (ImportBatch, "office"),
    (ColumnMeaning, "office"),
    (Plan, "office"),
    (ReturnPhrase, "office"),
    (ActivityPicture, "office"),
    (Suggestion, "activity__schedule__office"),
    (Activity, "schedule__office"),
    (ActivitySchedule, "office"),
    (DayOverride, "office"),
    (UnitAlias, "office"),
    (UnitGroup, "office"),
    (CalendarFeed, "membership__office"),
    (ApiToken, "office"),
    (Membership, "office"),
    (Unit, "office"),
)


def contents(office) -> dict[str, int]:
    """Return how many rows of each kind the office has, by the Chinese name of the kind."""
    counts = ((model._meta.verbose_name, model.objects.filter(**{way: office}).count()) for model, way in PARTS)
    return {name: count for name, count in counts if count}


@transaction.atomic
def office_remove(*, office, by, at) -> dict[str, int]:
    """Delete the office and all that is its own, files included, and return what was deleted.

    People who serve nowhere else are switched off: what they did stands in the history under their name. Offices below
    it stand on their own afterwards.
    """
    office = Office.objects.select_for_update(of=("self",)).get(pk=office.pk)
    counts = contents(office)
    files = [*_keys(EvidenceFile, office), *_keys(ActivityPicture, office)]
    uploads = [batch.file for batch in ImportBatch.objects.filter(office=office).exclude(file="").only("file")]
    people = set(Membership.objects.filter(office=office).values_list("user", flat=True))
    record("移除办公室", office, by=by, at=at, office=office, changes={name: [n, 0] for name, n in counts.items()})
    Task.objects.filter(upper__plan__office=office).update(upper=None)  # their printed words stay
    Unit.objects.filter(office=office).update(parent=None)
    for model, way in PARTS:
        model.objects.filter(**{way: office}).delete()
    Office.objects.filter(parent=office).update(parent=None)
    office.delete()
    User.objects.filter(pk__in=people, memberships=None).update(is_active=False)
    transaction.on_commit(lambda: _remove_files(files, uploads))
    return counts


def _keys(model, office) -> list:
    return list(model.objects.filter(office=office).values_list("key", flat=True))


def _remove_files(files, uploads) -> None:
    for key in files:
        storage.remove(key)
    for upload in uploads:
        upload.delete(save=False)
