"""What an office answered before: the next paper starts with it, so that it asks less and the same file changes nothing."""

from collections import defaultdict

from documents.paper import Paper
from documents.text import fold
from imports.answers import OPEN, row_key
from imports.members import REGISTERED
from imports.models import ImportBatch

LOOKED_AT = 10  # imports
BY_ROW = ("row_units", "rows")


def remembered_answers(office, paper: Paper, *, year, title) -> dict:
    """Return what was answered in the latest import into the same plan, for the phrases and rows of this paper."""
    applied = ImportBatch.objects.filter(office=office, year=year, title=title, state=ImportBatch.State.APPLIED)
    last = applied.order_by("-applied_at", "-pk").first()
    if last is None:
        return {}
    settled = dict.fromkeys(last.answers.get("members", {}), REGISTERED)  # the register may have changed since
    found = {"deadlines": last.answers.get("deadlines", {}), "members": settled}
    if any(last.answers.get(part) for part in BY_ROW):
        now = _keys_by_text(paper)
        then = {key: text for text, key in _keys_by_text(last.paper).items()}
        for part in BY_ROW:
            held = last.answers.get(part, {})
            found[part] = {now[then[key]]: given for key, given in held.items() if then.get(key) in now}
    return {part: answers for part, answers in found.items() if answers}


def phrases_without_day(office) -> frozenset[str]:
    """Return the printed deadlines that the office itself took as "no due day" in the latest imports."""
    rows = ImportBatch.objects.filter(office=office, state=ImportBatch.State.APPLIED).order_by("-pk")
    latest = rows.values_list("answers__deadlines", flat=True)[:LOOKED_AT]
    return frozenset(phrase for days in latest for phrase, answer in (days or {}).items() if answer == OPEN)


def _keys_by_text(paper: Paper) -> dict[tuple[str, int], str]:
    """Return requirement, and which of those with the same words it is → the key of the row's answers."""
    seen, keys = defaultdict(int), {}
    for place, row in enumerate(paper.rows, start=1):
        text = fold(row.requirement)
        seen[text] += 1
        keys[text, seen[text]] = row_key(place, row)
    return keys
