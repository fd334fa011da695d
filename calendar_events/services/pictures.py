"""Pictures of an activity that was held: attached by its host, taken away again while it is not closed."""

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat

from calendar_events.models import Activity, ActivityPicture
from calendar_events.services.activities import ActivityError, locked
from units.files import storage
from units.files.kinds import PICTURES
from units.files.pictures import without_metadata
from units.files.taking import take
from units.history import record
from units.models import Office

PENDING, STORED = ActivityPicture.State.PENDING, ActivityPicture.State.STORED


def picture_add(*, activity, upload, by, at) -> tuple[ActivityPicture, bool]:
    """Keep a picture, without what the camera wrote into it, and return it, and whether it was there already. Not to be called inside a transaction.

    Raises Refused with a sentence when the activity, the file, the limits, the scanner or the disk say no.
    """

    def reserve(checked, size):
        return _reserve(activity, checked, size, by=by, at=at)

    return take(without_metadata(upload), reserve=reserve, keep=lambda row: _keep(row, by=by, at=at), taken=PICTURES)


@transaction.atomic(durable=True)
def _reserve(activity, checked, size, *, by, at) -> ActivityPicture:
    """Write the row of a picture that is still to come, so that the limits hold for those who upload at the same time."""
    office = Office.objects.select_for_update(no_key=True).get(pk=activity.schedule.office_id)
    activity = locked(activity)
    _held(activity)
    own = ActivityPicture.objects.filter(activity=activity)
    if (here := own.count()) >= settings.EVIDENCE_FILES:
        most = settings.EVIDENCE_FILES
        raise ActivityError(f"“{checked.name}”没有保存：一场活动最多{most}张照片，已有{here}张，请移除不需要的。")
    for what, quota, rows in (
        ("这场活动", settings.EVIDENCE_TASK_QUOTA, own),
        ("全办公室", settings.EVIDENCE_OFFICE_QUOTA, ActivityPicture.objects.filter(office=office)),
    ):
        left = quota - (rows.aggregate(total=Sum("size"))["total"] or 0)
        if size > left:
            raise ActivityError(
                f"“{checked.name}”没有保存：{what}的照片合计不能超过{filesizeformat(quota)}，"
                f"还剩{filesizeformat(max(left, 0))}，这张有{filesizeformat(size)}。请压缩后再传。"
            )
    kind = checked.kind.name
    return ActivityPicture.objects.create(
        office=office, activity=activity, name=checked.name, size=size, kind=kind, uploaded_by=by, uploaded_at=at
    )


@transaction.atomic
def _keep(row, *, by, at) -> ActivityPicture:
    """Say that the file is there; return the row that stands for it, which is another one for content that was there."""
    activity = locked(row.activity)
    if twin := ActivityPicture.objects.filter(activity=activity, state=STORED, sha256=row.sha256).first():
        return twin
    _held(activity)
    stored = {"state": STORED, "size": row.size, "sha256": row.sha256}
    if not ActivityPicture.objects.again(row).filter(state=PENDING).update(**stored):
        raise ActivityError(f"“{row.name}”没有保存：上传用了太长时间，请重试。")
    row.state = STORED
    record("上传活动照片", activity, by=by, at=at, office=row.office, changes={"活动照片": ["", row.name]})
    return row


@transaction.atomic
def picture_remove(*, picture, by, at) -> None:
    """Take a picture away again; only while the activity is not closed."""
    activity = locked(picture.activity)
    _held(activity)
    gone, _ = ActivityPicture.objects.again(picture).filter(state=STORED).delete()
    if not gone:
        raise ActivityError("这张照片已经移除。")
    record(
        "移除活动照片",
        activity,
        by=by,
        at=at,
        office=activity.schedule.office,
        changes={"活动照片": [picture.name, ""]},
    )
    transaction.on_commit(lambda: storage.remove(picture.key))


def _held(activity) -> None:
    if activity.state == Activity.State.PLANNED:
        raise ActivityError("活动还没有登记“已举办”，举办以后再上传照片。")
    if activity.state != Activity.State.HELD:
        raise ActivityError(f"这项活动{activity.get_state_display()}，不能再增减照片。")
