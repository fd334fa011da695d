"""The preview's table: which rows are shown, a page at a time, and why a row needs the clerk."""

from dataclasses import dataclass, field

from django.core.paginator import Paginator

from imports.compare import Line
from imports.gone import Gone
from imports.preview import Preview

PAGE = 100
SHOWN = {
    "all": "全部",
    "need": "需要我处理",
    "new": "新增",
    "changed": "有修改",
    "unchanged": "不变",
    "gone": "文件里已没有",
}


@dataclass(slots=True)
class Entry:
    """One row of the table: a line of the paper, or a task that the paper no longer has."""

    status: str
    line: Line | None = None
    gone: Gone | None = None
    needs: list[str] = field(default_factory=list)


def entries(preview: Preview) -> list[Entry]:
    """Return all rows in printed order; those that the paper no longer has stand at the end."""
    why = _Why(preview)
    rows = [Entry(line.status, line=line, needs=why.of(line)) for line in preview.comparison.lines]
    rows += [Entry("gone", gone=row, needs=[] if row.answer else ["是否终止"]) for row in preview.gone]
    return rows


def table_context(preview: Preview, query) -> dict:
    """Return what the table shows for the address's query: ?show=need&page=2."""
    rows = entries(preview)
    counts = {"all": len(rows), "need": sum(bool(row.needs) for row in rows)}
    for row in rows:
        counts[row.status] = counts.get(row.status, 0) + 1
    show = query.get("show") if query.get("show") in SHOWN else "all"
    wanted = [row for row in rows if show == "all" or (row.needs if show == "need" else row.status == show)]
    return {
        "page": Paginator(wanted, PAGE).get_page(query.get("page")),
        "shown": [(key, label, counts.get(key, 0)) for key, label in SHOWN.items() if key == "all" or counts.get(key)],
        "show": show,
        "query": f"&show={show}",
        "has_headings": any(row.line.row.headings if row.line else row.gone.task.heading_id for row in rows),
    }


class _Why:
    """Why a row needs the clerk, from the questions that are still open."""

    def __init__(self, preview: Preview):
        self._deadlines = {asked.phrase: asked.why for asked in preview.deadlines if not asked.answer}
        self._groups = {group.text for group in preview.groups if not group.settled}
        self._twice = {asked.row.source for asked in preview.numbered_twice if not asked.answer}

    def of(self, line: Line) -> list[str]:
        """Return one short sentence for each thing to settle."""
        found = [f"“{text}”是哪个单位" for text, _, meaning in line.parties if not meaning.settled]
        found += [
            f"“{text}”有哪些成员" for text, _, meaning in line.parties if meaning.settled and text in self._groups
        ]
        if not line.parties:
            found.append("没有责任单位")
        if line.row.deadline_raw in self._deadlines:
            found.append(self._deadlines[line.row.deadline_raw])
        if line.row.source in self._twice:
            found.append("序号重复")
        return found
