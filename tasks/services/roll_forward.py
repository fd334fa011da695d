"""Next year's plan from this year's: a draft with the same headings, tasks and parties, the days moved."""

from django.db import transaction

from documents.grammar.deadlines import find_duties, read_deadline
from tasks.models import Heading, Plan, Task, TaskParty
from tasks.models.plans import duty_as_json, kept_deadline
from tasks.services.errors import ActRefused
from tasks.years import move_years
from units.history import record


@transaction.atomic
def plan_roll_forward(*, plan, year, title, by, at):
    """Copy plan into a new draft for year and return it; each task knows the one it carries on.

    Years printed in a deadline move with it ("2023年12月底前" → "2026年12月底前") and the phrase is read anew; the
    requirement's own words are not touched: the office rewrites them. A row that the present paper no longer lists is
    not carried on; the page beside last year's offers it.
    """
    if Plan.objects.filter(office=plan.office, year=year, title=title).exists():
        raise ActRefused(f"{year}年已有《{title}》。")
    layout = {**plan.layout, "below_title": [], "cells": {}} if plan.layout else {}
    ways = {"leader_first": plan.leader_first, "shares_lead": plan.shares_lead, "layout": layout}
    new = Plan.objects.create(office=plan.office, year=year, title=title, **ways)
    headings = _copy_headings(plan, new)
    former = list(plan.tasks.filter(vanished=False).select_related("plan").order_by("position"))
    tasks = {task.pk: carried(task, new, headings.get(task.heading_id), task.position) for task in former}
    Task.objects.bulk_create(tasks.values(), batch_size=500)
    copy_parties(tasks)
    record("沿用上年", new, by=by, at=at, office=plan.office, changes={"任务": [0, len(tasks)]})
    return new


def carried(task, plan, heading, position: int) -> Task:
    """Return task as a new, unsaved row of plan: the deadline's years moved and read anew, everything else as it was.

    Where it comes from in the upper-level paper is left out: that was last year's paper.
    """
    raw = move_years(task.deadline_raw, plan.year - task.plan.year)
    kind, due_on, how = kept_deadline(read_deadline(raw, year=plan.year))
    return Task(
        plan=plan,
        previous=task,
        heading=heading,
        position=position,
        number=task.number,
        requirement=task.requirement,
        units_raw=task.units_raw,
        deadline_raw=raw,
        deadline_kind=kind,
        due_on=due_on,
        deadline_how=how,
        duties=[duty_as_json(duty) for duty in find_duties(task.requirement, year=plan.year)],
        done_rule=task.done_rule,
        source=f"沿用《{task.plan.title}》{task.called}",
    )


def copy_parties(tasks: dict[int, Task]) -> None:
    """Give each new task the parties of the one it carries on; tasks maps the old one's key to the new one."""
    parties = TaskParty.objects.filter(task__in=list(tasks)).order_by("task__position", "position")
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
