"""Where a batch stands, and the plan it will change."""

from imports.models import ImportBatch
from imports.preview import Preview, build_preview
from imports.services.errors import ImportRefused
from tasks.models import Plan


def locked(batch, state=ImportBatch.State.PREVIEWED):
    """Return the batch as it stands in the database, locked. Raises ImportRefused when it is not in the given state."""
    batch = ImportBatch.objects.select_for_update(of=("self",)).select_related("office").get(pk=batch.pk)
    if batch.state != state:
        raise ImportRefused(f"这次导入的状态是“{batch.get_state_display()}”，不能再操作。")
    return batch


def plan_of(batch, lock=False):
    """Return the plan with the batch's year and title, or None when the apply will create it."""
    plans = Plan.objects.filter(office=batch.office, year=batch.year, title=batch.title)
    return (plans.select_for_update() if lock else plans).first()


def batch_preview(batch) -> Preview:
    """Return what an apply would do now. Reads only."""
    return build_preview(batch, plan_of(batch))
