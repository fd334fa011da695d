"""Next year's plan from this year's: a draft with the same headings, tasks and parties, the days moved."""

import re

from django.db import transaction

from documents.grammar.deadlines import find_duties, read_deadline
from tasks.models import Heading, Plan, Task, TaskParty
from tasks.models.plans import duty_as_json
from tasks.services.errors import ActRefused
from units.history import record


@transaction.atomic
def plan_roll_forward(*, plan, year, title, by, at):
    """Copy plan into a new draft for year and return it.

    Years printed in a deadline move with it ("2023年12月底前" → "2026年12月底前") and the phrase is read anew; the
    requirement's own words are not touched: the office rewrites them.
    """
    if Plan.objects.filter(office=plan.office, year=year, title=title).exists():
        raise ActRefused(f"{year}年已有《{title}》。")
    new = Plan.objects.create(office=plan.office, year=year, title=title)
    headings = _copy_headings(plan, new)
    tasks = {}
    for task in plan.tasks.order_by("position"):
        raw = _moved(task.deadline_raw, year - plan.year)
        deadline = read_deadline(raw, year=year)
        tasks[task.pk] = Task(
            plan=new,
            heading=headings.get(task.heading_id),
            position=task.position,
            number=task.number,
            requirement=task.requirement,
            units_raw=task.units_raw,
            deadline_raw=raw,
            deadline_kind=deadline.kind,
            due_on=deadline.due_on,
            deadline_how=deadline.how,
            duties=[duty_as_json(duty) for duty in find_duties(task.requirement, year=year)],
            done_rule=task.done_rule,
            source=f"沿用《{plan.title}》第{task.number or task.position}项",
        )
    Task.objects.bulk_create(tasks.values(), batch_size=500)
    _copy_parties(plan, tasks)
    record("沿用上年", new, by=by, at=at, office=plan.office, changes={"任务": [0, len(tasks)]})
    return new


def _copy_headings(plan, new) -> dict[int, Heading]:
    copies: dict[int, Heading] = {}
    for heading in plan.headings.order_by("level", "position"):
        copies[heading.pk] = Heading.objects.create(
            plan=new,
            parent=copies.get(heading.parent_id),
            level=heading.level,
            text=heading.text,
            position=heading.position,
        )
    return copies


def _copy_parties(plan, tasks) -> None:
    parties = TaskParty.objects.filter(task__plan=plan).order_by("task__position", "position")
    TaskParty.objects.bulk_create(
        [
            TaskParty(
                task=tasks[party.task_id],
                position=party.position,
                text=party.text,
                role=party.role,
                unit_id=party.unit_id,
                group_id=party.group_id,
                ignored=party.ignored,
            )
            for party in parties
        ],
        batch_size=1000,
    )


def _moved(raw: str, years: int) -> str:
    """Move every year of the text: 2023年, 2023-12-31, 2023.12, 二〇二三年."""
    raw = re.sub(r"(?<!\d)20\d\d(?=\s*[年./\-度])", lambda match: str(int(match[0]) + years), raw)
    return re.sub(
        r"二[〇○零][〇○零一二三四五六七八九]{2}(?=年)", lambda match: _chinese(_digits(match[0]) + years), raw
    )


def _digits(text: str) -> int:
    return int("".join(str("〇一二三四五六七八九".index(char)) for char in re.sub("[○零]", "〇", text)))


def _chinese(year: int) -> str:
    return "".join("〇一二三四五六七八九"[int(char)] for char in str(year))
