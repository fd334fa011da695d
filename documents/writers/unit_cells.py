"""Lays the printed units of a task back into the columns from which they were read: 牵头单位, 责任单位, 配合单位."""

from dataclasses import dataclass

from documents.grammar.units import read_units
from documents.layouts.columns import squeeze
from documents.table_form import FormColumn

Phrases = tuple[tuple[str, str], ...]  # text and role of each unit


@dataclass(frozen=True, slots=True)
class UnitCell:
    """A text, and the first and last of the unit columns over which it stands."""

    first: int
    last: int
    text: str


def unit_cells(raw: str, phrases: Phrases, columns: list[FormColumn]) -> list[UnitCell]:
    """Return the cells of one task, one for each column or one over several; a column with nobody in it is blank."""
    texts = [""] * len(columns)
    parts = _split_by_heads(raw, [squeeze(column.heads[-1]) if column.heads else "" for column in columns])
    if not parts and raw:
        place = _column_of(raw, phrases, columns)
        if place is None:
            return [UnitCell(0, len(columns) - 1, raw)]
        parts = {place: raw}
    for place, text in parts.items():
        texts[place] = text
    return [UnitCell(place, place, text) for place, text in enumerate(texts)]


def _split_by_heads(raw: str, heads: list[str]) -> dict[int, str]:
    """Undo “牵头单位：A；配合单位：B”: the reader joins the cells of several columns so; empty when it did not."""
    starts: list[tuple[int, int, int]] = []  # column, place of its head, place of its text
    at = 0
    for column, head in enumerate(heads):
        mark = f"{head}：" if not starts else f"；{head}："
        place = (0 if raw.startswith(mark) else -1) if not starts else raw.find(mark, at)
        if head and place >= 0:
            at = place + len(mark)
            starts.append((column, place, at))
    if len(starts) < 2:
        return {}
    ends = [place for _, place, _ in starts[1:]] + [len(raw)]
    return {column: raw[text:end] for (column, _, text), end in zip(starts, ends, strict=True)}


def _column_of(raw: str, phrases: Phrases, columns: list[FormColumn]) -> int | None:
    """Return the column in which the text reads as these units; None when it stood over all of them."""
    for place, column in enumerate(columns):
        if _same(raw, column.unit_role, phrases):
            return place
    if len(columns) > 1 and _same(raw, "responsible", phrases):
        return None
    return 0


def _same(raw: str, role: str, phrases: Phrases) -> bool:
    read = [(unit.text, unit.role) for unit in read_units(raw, column_role=role).units]
    if list(phrases) == read:
        return True
    # a note may make the first of several responsible units the lead
    first_leads = [(text, "lead" if place == 0 else role) for place, (text, role) in enumerate(read)]
    return role == "responsible" and len(read) > 1 and list(phrases) == first_leads
