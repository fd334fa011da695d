"""What a task comes from: a clause of the upper-level paper, and the task of the year before. Changes no duty."""

from django.db import transaction

from tasks.likeness import pair_tasks
from tasks.lineage import cite
from tasks.models import Plan, Task
from tasks.row_reading import tidy
from tasks.services.errors import ActRefused
from units.history import entry, record
from units.models import AuditEntry


@transaction.atomic
def task_set_lineage(*, task, upper, upper_text, by, at):
    """Say which task or printed clause of the upper-level paper a task comes from, and return the task.

    Allowed for issued plans too. Raises ActRefused for a task that the office may not name, and for a closed plan.
    """
    plan = _lock_open(task.plan)
    task = lock_task(plan, task)
    before = lineage_shown(task)
    set_upper(plan, task, {"upper": upper, "upper_text": upper_text})
    after = lineage_shown(task)
    if changes := {label: [old, after[label]] for label, old in before.items() if old != after[label]}:
        task.save(update_fields=["upper", "upper_text"])
        record("注明上级条目", task, by=by, at=at, office=plan.office, changes=changes)
    return task


def set_upper(plan, task, values: dict) -> None:
    """Set upper and upper_text on task, unsaved, as far as values hold them. Raises ActRefused for a stranger's task.

    The text stays with the task whatever becomes of upper: what somebody typed, else the citation of upper, which goes
    when another is chosen. An upper that the office may no longer see (its parent changed) is left alone.
    """
    upper = values.get("upper", task.upper)
    text = tidy(values.get("upper_text", task.upper_text))
    seen = task.upper if _is_linkable(plan, task.upper) else None
    if "upper" in values and upper is not None and not _is_linkable(plan, upper):
        raise ActRefused("只能对应上级办公室已下发文件里的任务。")
    if seen and upper != seen and text == cite(seen):
        text = ""
    if upper is not None or seen is not None:
        task.upper = upper
    task.upper_text = text or (cite(upper) if upper and "upper" in values else "")


def lock_task(plan, task) -> Task:
    """Return the row of plan as it stands, locked until the transaction ends. Raises ActRefused when it is gone."""
    rows = Task.objects.filter(plan=plan).select_related("heading", "upper__plan", "previous__plan")
    try:
        return rows.select_for_update(of=("self",)).get(pk=task.pk)
    except Task.DoesNotExist:
        raise ActRefused("这一项已经从草稿里删除。") from None


def lineage_shown(task) -> dict[str, str]:
    """Return the lineage as a person reads it, by its labels; the text only where it says more than the citation."""
    cited = cite(task.upper) if task.upper else ""
    return {"上级任务": cited, "上级文件条目": "" if task.upper_text == cited else task.upper_text}


@transaction.atomic
def plan_link_previous(*, plan, base, by, at) -> int:
    """Link the rows of plan that carry on nothing yet to the rows of base they are most like; return how many.

    Only a unique best match is taken (``tasks.likeness``). Raises ActRefused for a closed plan and for a plan of another
    office.
    """
    plan = _lock_open(plan)
    if base.office_id != plan.office_id or base.pk == plan.pk:
        raise ActRefused("请选择本办公室另一年的任务分工。")
    rows = list(Task.objects.filter(plan=plan, previous=None).order_by("position"))
    free = list(Task.objects.filter(plan=base).exclude(successors__plan=plan).select_related("plan"))
    old = {task.pk: task for task in free}
    pairs = pair_tasks(rows, free, plan.year - base.year)
    linked = [task for task in rows if task.pk in pairs]
    for task in linked:
        task.previous = old[pairs[task.pk]]
    Task.objects.bulk_update(linked, ["previous"], batch_size=200)
    if linked:
        record("与上年对照", plan, by=by, at=at, office=plan.office, changes={"对应": [0, len(linked)]})
        told = {"by": by, "at": at, "office": plan.office}
        AuditEntry.objects.bulk_create(
            AuditEntry(**entry("与上年对照", task, changes={"上年任务": ["", cite(task.previous)]}, **told))
            for task in linked
        )
    return len(linked)


def _is_linkable(plan, upper) -> bool:
    return upper is not None and Task.objects.linkable_for(plan.office).filter(pk=upper.pk).exists()


def _lock_open(plan) -> Plan:
    plan = Plan.objects.again(plan).select_for_update(of=("self",)).select_related("office").get()
    if plan.state == Plan.State.CLOSED:
        raise ActRefused(f"《{plan.title}》已经归档，不能再改。")
    return plan
