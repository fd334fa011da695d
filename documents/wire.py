"""Carries a whole ``Paper`` between two processes as JSON, dates and all. ``Paper.as_dict`` is the narrower outside form."""

import json
from dataclasses import is_dataclass
from datetime import date, datetime

from documents.paper import ActivityRow, Basis, ColumnFound, Deadline, Duty, NotRead, Paper, Question, Row, UnitPhrase
from documents.table_form import load_form

_PLAIN_PARTS = {
    "basis": Basis,
    "activities": ActivityRow,
    "not_read": NotRead,
    "questions": Question,
    "columns": ColumnFound,
}


def dump(paper: Paper) -> str:
    """Return the paper as JSON with every field."""
    return json.dumps(paper, ensure_ascii=False, default=_plain)


def load(text: str) -> Paper:
    """Return the paper that ``dump`` wrote."""
    data = json.loads(text)
    data["issued_on"] = _day(data["issued_on"])
    data["rows"] = [_row(row) for row in data["rows"]]
    for key, kind in _PLAIN_PARTS.items():
        data[key] = [kind(**entry) for entry in data[key]]
    data["form"] = load_form(data["form"]) if data.get("form") else None  # batches of old have none
    return Paper(**data)


def _plain(value: object) -> dict | str:
    """Return a part of a paper as JSON knows it; ``asdict`` would copy every part first, which takes longer than reading."""
    if is_dataclass(value):
        return {name: getattr(value, name) for name in value.__slots__}
    return value.isoformat()


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
