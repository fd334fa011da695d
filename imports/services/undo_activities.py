"""Takes back what an import did to a schedule; what somebody wrote since stays and is named."""

from calendar_events.models import Activity
from imports.activities import LABELS
from imports.models import ImportBatch


def undo_activities(batch, at) -> list[str]:
    """Remove the activities the import created and put back those it changed; return a sentence for what stays."""
    trace, stayed = batch.trace, []
    versions = trace.get("activities_versions", {})
    own = Activity.objects.filter(schedule=batch.schedule_id).select_for_update(of=("self",)).order_by("seq", "pk")
    for activity in own.filter(pk__in=trace["activities_created"]):
        if activity.version > versions.get(str(activity.pk), 1) or activity.state != Activity.State.PLANNED:
            stayed.append(f"活动“{activity}”导入之后又有改动，予以保留。")
        else:
            activity.delete()
    left = trace.get("activities_left", {})  # batches of before kept only the former values
    for activity in own.filter(pk__in=map(int, trace["activities_changed"])):
        key = str(activity.pk)
        stayed += _put_back(batch, activity, trace["activities_changed"][key], left.get(key, {}), at)
    if trace["schedule_created"] and not batch.schedule.activities.exists():
        batch.schedule.delete()
        batch.schedule = None
    return stayed


def _put_back(batch, activity, former: dict, left: dict, at) -> list[str]:
    """Put back the fields that still stand as the import left them; return a sentence on the others."""
    if activity.state != Activity.State.PLANNED:
        return [f"活动“{activity}”{activity.get_state_display()}，保持现在的内容。"]
    since = [name for name in former if name in left and getattr(activity, name) != left[name]]
    if back := {name: value for name, value in former.items() if name not in since}:
        _write(activity, back, at)
        _hand_on(batch, activity)
    named = "、".join(LABELS[name] for name in since)
    return [f"活动“{activity}”的{named}导入之后又有改动，保持现在的内容。"] if named else []


def _write(activity, back: dict, at) -> None:
    for name, value in back.items():
        setattr(activity, name, value)
    activity.version += 1
    # reminders for the month that is taken back must not count for this one
    activity.due_version += "month" in back and not activity.day
    activity.changed_at = at
    activity.save(update_fields=[*back, "version", "due_version", "changed_at"])


def _hand_on(batch, activity) -> None:
    """Let the import that created the activity be taken back as well, where nobody else touched it in between."""
    key, before = str(activity.pk), activity.version - 2  # before this import, which is now taken back
    earlier = ImportBatch.objects.filter(schedule=batch.schedule_id, state=ImportBatch.State.APPLIED, pk__lt=batch.pk)
    for other in earlier:
        versions = other.trace.setdefault("activities_versions", {})
        if activity.pk in other.trace["activities_created"] and versions.get(key, 1) == before:
            versions[key] = activity.version
            other.save(update_fields=["trace"])
