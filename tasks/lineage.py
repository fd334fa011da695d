"""Where a task comes from: the tasks of the upper-level office that may be named, and how they are cited. Reads only."""

from django.db.models import Q

from tasks.likeness import most_like
from tasks.models import Task

SHOWN = 20
SUGGESTED = 3


def candidates(plan):
    """Return the upper-level tasks that a task of plan may come from: of the plan's year and the year before."""
    linkable = Task.objects.linkable_for(plan.office).filter(plan__year__in=(plan.year, plan.year - 1))
    return linkable.select_related("plan", "heading")


def search(plan, words: str) -> list[Task]:
    """Return the first candidates that hold all the words; a number also finds the task with that number."""
    found = candidates(plan)
    for word in words.split():
        bare = word.removeprefix("第").rstrip("项条号点")
        number = Q(number=bare) if bare.isdecimal() else Q()
        found = found.filter(Q(requirement__icontains=word) | Q(heading__text__icontains=word) | number)
    return list(found.order_by("-plan__year", "plan_id", "position")[:SHOWN])


def suggest(plan, requirement: str) -> list[Task]:
    """Return the candidates whose words are most like the requirement."""
    return most_like(requirement, list(candidates(plan)), SUGGESTED) if requirement.strip() else []


def cite(task: Task) -> str:
    """Return the words by which a task of another plan is named: 《…要点》第3项.

    They are kept with the tasks that come from it and are compared with what this returns: not to be worded otherwise.
    """
    place = f"第{task.number}项" if task.number else f"“{task.requirement[:20]}”"
    return f"《{task.plan.title}》{place}"[:300]
