"""Where a batch stands, and the plan it will change."""

from imports.models import ImportBatch
from imports.preview import Preview, build_preview, stamp
from imports.services.errors import ImportRefused, PreviewOutdated
from tasks.models import Plan

S = ImportBatch.State
BACKGROUND = (S.READING, S.APPLYING)  # waits for a job, or has one
_WHY_NOT = {
    S.READING: "文件还在读取，读完之后才能操作。",
    S.APPLYING: "已经确认过，正在写入，请等它完成，不用再按一次。",
    S.APPLIED: "这次导入已经由{by}确认，状态是“已导入”，没有重复写入。",
}


def locked(batch, state=S.PREVIEWED):
    """Return the batch as it stands in the database, locked. Raises ImportRefused when it is not in the given state."""
    batch = (
        ImportBatch.objects.again(batch).select_for_update(of=("self",)).select_related("office", "applied_by").get()
    )
    if batch.state != state:
        raise ImportRefused(why_not(batch))
    return batch


def why_not(batch) -> str:
    """Return why nothing can be done to a batch where it stands."""
    by = batch.applied_by.name if batch.applied_by else "其他人"
    text = _WHY_NOT.get(batch.state, "这次导入的状态是“{state}”，不能再操作。")
    return text.format(by=by, state=batch.get_state_display())


def waiting_since(at, **notes) -> dict:
    """Return the fields of a batch that begins to wait for a job; notes are what the job must know."""
    notes = {"since": at.isoformat(), **notes}
    return {"lease_until": None, "progress_done": 0, "progress_total": 0, "refusal": "", "result": notes}


def plan_of(batch, lock=False):
    """Return the plan with the batch's year and title, or None when the apply will create it."""
    plans = Plan.objects.filter(office=batch.office, year=batch.year, title=batch.title)
    return (plans.select_for_update() if lock else plans).first()


def check_appliable(batch, plan, seen: str) -> None:
    """Raise ImportRefused unless the batch can go into plan (None: a new one), and plan is as the person saw it."""
    if batch.year is None:
        raise ImportRefused("没有读出年度，请先填写年度。")
    if plan is not None and plan.state == Plan.State.CLOSED:
        raise ImportRefused(f"《{plan.title}》已经归档，不能再导入。")
    if stamp(plan) != seen:
        raise PreviewOutdated("预览之后任务分工又有改动，没有导入任何一行，请重新预览。")


def batch_preview(batch) -> Preview:
    """Return what an apply would do now. Reads only."""
    return build_preview(batch, plan_of(batch))
