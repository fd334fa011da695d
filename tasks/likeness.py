"""Which row of one plan is which row of another, by their words. Only what is beyond doubt is paired."""

import re
from collections import defaultdict

from rapidfuzz import fuzz, process

from documents.text import fold
from tasks.years import move_years

# Of 100. Different rows of the three papers in fixtures/ are 34 or less alike; the two pairs above speak of one subject.
SAME_TASK = 60
MAYBE_UPPER = 45  # good enough to be shown to a person who chooses

_NUMERAL = re.compile(r"^[（(]?[一二三四五六七八九十百]+[)）]?[、.．]?\s*")


def without_numeral(heading: str) -> str:
    """Return a heading without 一、 or （一） before it: it moves when another heading goes."""
    return _NUMERAL.sub("", heading)


def pair_tasks(new: list, old: list, years: int) -> dict[int, int]:
    """Return new task's key → old task's key for the rows that are the same task one or more years later.

    A pair is each other's single best match and at least ``SAME_TASK`` alike, the old words' years moved by years.
    Between equally like rows the units decide; rows that even these do not tell apart stay unpaired.
    """
    ours = {task.pk: (fold(task.requirement), fold(task.units_raw)) for task in new}
    theirs = {task.pk: (fold(move_years(task.requirement, years)), fold(task.units_raw)) for task in old}
    best, rivals = {}, defaultdict(list)
    texts = {pk: text for pk, (text, _) in theirs.items()}
    for pk, (text, units) in ours.items():
        found = process.extract(text, texts, scorer=fuzz.ratio, score_cutoff=SAME_TASK, limit=None)
        scores = sorted(((round(score, 3), fuzz.ratio(units, theirs[key][1]), key) for _, score, key in found))
        if scores and (len(scores) == 1 or scores[-1][:2] > scores[-2][:2]):
            best[pk] = scores[-1][2]
        for score, by_units, key in scores:
            rivals[key].append((score, by_units, pk))
    return {pk: key for pk, key in best.items() if _single_best(rivals[key]) == pk}


def _single_best(rivals: list[tuple]) -> int | None:
    first, *rest = sorted(rivals, reverse=True)
    return None if rest and rest[0][:2] == first[:2] else first[2]


def most_like(text: str, tasks: list, limit: int) -> list:
    """Return up to limit tasks whose requirement is most like text, best first."""
    choices = {task.pk: fold(task.requirement) for task in tasks}
    found = process.extract(fold(text), choices, scorer=fuzz.WRatio, score_cutoff=MAYBE_UPPER, limit=limit)
    by_key = {task.pk: task for task in tasks}
    return [by_key[key] for _, _, key in found]
