"""Carries a whole ``Paper`` between two processes as JSON, dates and all. ``Paper.as_dict`` is the narrower outside form."""

import json
from dataclasses import asdict
from datetime import date, datetime

from documents.paper import ActivityRow, Basis, Deadline, Duty, NotRead, Paper, Question, Row, UnitPhrase


def dump(paper: Paper) -> str:
    """Return the paper as JSON with every field."""
    return json.dumps(asdict(paper), ensure_ascii=False, default=lambda day: day.isoformat())


def load(text: str) -> Paper:
    """Return the paper that ``dump`` wrote."""
    data = json.loads(text)
    data["issued_on"] = _day(data["issued_on"])
    data["rows"] = [_row(row) for row in data["rows"]]
    for key, kind in (("basis", Basis), ("activities", ActivityRow), ("not_read", NotRead), ("questions", Question)):
        data[key] = [kind(**entry) for entry in data[key]]
    return Paper(**data)


def _row(data: dict) -> Row:
    deadline = data["deadline"]
    deadline["due_on"], deadline["starts_on"] = _day(deadline["due_on"]), _day(deadline["starts_on"])
    deadline["due_at"] = datetime.fromisoformat(deadline["due_at"]) if deadline["due_at"] else None
    deadline["flags"] = tuple(deadline["flags"])
    data["deadline"] = Deadline(**deadline)
    data["units"] = [UnitPhrase(**unit) for unit in data["units"]]
    data["duties"] = [Duty(**(duty | {"due_on": _day(duty["due_on"])})) for duty in data["duties"]]
    return Row(**data)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
