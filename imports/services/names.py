"""Settling, on a draft, the names that its import left open."""

from django.core.exceptions import ValidationError
from django.db import transaction

from documents.paper import UnitPhrase
from imports.names import BadAnswer, Names
from imports.preview import ignored_phrases
from imports.registers import create_answered
from imports.services.errors import ImportRefused
from imports.trace import Trace
from tasks.models import Plan, TaskParty
from units.history import record


def open_names(plan) -> Names:
    """Return the book of names in which a plan's open phrases are looked up."""
    return Names(plan.office, {}, ignored_phrases(plan.office))


def open_phrases(plan) -> list[tuple[UnitPhrase, str]]:
    """Return the phrases of a plan that mean nobody yet, with the number of their row."""
    parties = TaskParty.objects.filter(task__plan=plan, unit=None, group=None, ignored=False).select_related("task")
    rows = parties.order_by("task__position", "position")
    return [(UnitPhrase(row.text, row.role, row.text.startswith("各")), row.task.called) for row in rows]


@transaction.atomic
def plan_settle_names(*, plan, answers: dict, by, at) -> int:
    """Settle a draft's open phrases, from the register as it is now and from answers, and return how many were."""
    plan = Plan.objects.again(plan).select_for_update(of=("self",)).select_related("office").get()
    if not plan.is_draft:
        raise ImportRefused("任务分工已经下发；更正请重新导入改好的文件。")
    try:
        names = Names(plan.office, {})
        names.check(answers)
        create_answered(plan.office, {"units": answers}, Trace(), by=by, at=at)
    except BadAnswer as error:
        raise ImportRefused(str(error)) from None
    except ValidationError as error:
        raise ImportRefused(f"没有保存：{'；'.join(error.messages)}") from None
    names = Names(plan.office, {"units": answers})
    settled = []
    for party in TaskParty.objects.filter(task__plan=plan, unit=None, group=None, ignored=False):
        meaning = names.meaning(party.text)
        if meaning.settled:
            party.unit, party.group, party.ignored = meaning.unit, meaning.group, meaning.ignored
            settled.append(party)
    TaskParty.objects.bulk_update(settled, ["unit", "group", "ignored"], batch_size=500)
    if settled:
        plan.version += 1
        plan.save(update_fields=["version"])
        record("确认责任单位", plan, by=by, at=at, office=plan.office, changes={"名称": [0, len(settled)]})
    return len(settled)
