"""What the clerk says about a paper: its title and year, what its columns mean, what only a person knows."""

from django.conf import settings
from django.db import transaction

from documents import wire
from imports.answers import DROP, END, KEEP, check_days
from imports.members import check_members
from imports.memory import remembered_answers
from imports.names import BadAnswer, Names
from imports.services.errors import ImportRefused
from imports.services.reading import read_again
from imports.services.state import S, locked, waiting_since
from units.history import record

PARTS = ("units", "members", "deadlines", "row_units", "rows", "gone", "leaving")
FIELDS = ["answers", "year", "title", "content", "columns", "refusal", "state"]
FIELDS += ["lease_until", "progress_done", "progress_total", "result"]
CHOICES = {"rows": (KEEP, DROP), "gone": (KEEP, END), "leaving": (KEEP, END)}


def batch_answer(*, batch, answers: dict, by, at, year=None, title=None, columns=None):
    """Keep the clerk's answers with the batch; another year or another meaning of a column reads the paper anew.

    answers may hold "units", "members" (group phrase → kinds and names), "deadlines" (printed phrase → day, "open" or
    "keep"), "row_units", "rows" ("drop" or "keep"), and "gone" and "leaving" (key of a task → "end" or "keep": a row, or units
    of a row, that the paper no longer has); an empty answer takes an earlier one back. A large paper is read anew in the background: it is 读取中 then. Raises ImportRefused for an
    answer that cannot be followed.
    """
    check(batch.office, answers)
    content, meanings = batch.content, batch.columns | (columns or {})
    is_read_anew = bool(year and year != batch.year) or meanings != batch.columns
    is_left_to_job = is_read_anew and batch.file.size > settings.READ_AT_ONCE
    if is_read_anew and not is_left_to_job:
        content = wire.dump(read_again(batch, year or batch.year, meanings))
    with transaction.atomic():
        batch = locked(batch)
        if is_left_to_job:
            _leave_to_job(batch, at)
        batch.content, batch.refusal = content, ""
        if (year or batch.year, title or batch.title) != (batch.year, batch.title):
            batch.year, batch.title = year or batch.year, title or batch.title
            known = remembered_answers(batch.office, batch.paper, year=batch.year, title=batch.title)
            batch.answers = merged(known, batch.answers)
        batch.answers = merged(batch.answers, answers)
        batch.columns = meanings
        batch.save(update_fields=FIELDS)
        record("答复导入问题", batch, by=by, at=at, office=batch.office, changes={"答复": [{}, batch.answers]})
    return batch


def _leave_to_job(batch, at) -> None:
    """Let a job read the batch anew; if it cannot be read so, it will be what it was before."""
    former = {"year": batch.year, "columns": batch.columns}
    for field, value in (waiting_since(at, former=former) | {"state": S.READING}).items():
        setattr(batch, field, value)


def check(office, answers: dict) -> None:
    """Raise ImportRefused for an answer that cannot be followed."""
    given = {part: {key: answer for key, answer in answers.get(part, {}).items() if answer} for part in PARTS}
    try:
        Names(office, {}).check(given["units"])
        check_days(given["deadlines"])
        check_members(given["members"])
    except BadAnswer as error:
        raise ImportRefused(str(error)) from None
    for part, allowed in CHOICES.items():
        for key, answer in given[part].items():
            if answer not in allowed:
                raise ImportRefused(f"“{part}”里“{key}”的答复“{answer}”看不懂，应是{'或'.join(allowed)}。")


def merged(held: dict, given: dict) -> dict:
    """Return the answers held with those given laid over them; an empty one takes an earlier one back."""
    merged = dict(held)
    for part, answers in given.items():
        merged[part] = {key: value for key, value in (held.get(part, {}) | answers).items() if value}
    return merged
