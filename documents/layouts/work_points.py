"""Reads work points in prose (工作要点): numbered paragraphs with the units in the last bracket."""

import re

from documents.blocks import Paragraph
from documents.grammar.units import (
    find_units_in_brackets,
    find_units_in_sentence,
    find_units_inside,
    heading_bracket,
    split_deadline,
)
from documents.layouts.findings import Findings
from documents.layouts.foreign import is_foreign, names_doers, speaks_of_tasks
from documents.layouts.outline import heading_time
from documents.layouts.points import LONGEST_TITLE, Point, gather_points
from documents.paper import Row

_PREAMBLE = re.compile(r"^[^。]{0,6}(?:总体(?:要求|思路|目标)|指导思想|基本原则|工作(?:目标|原则|思路)|主要目标)")
_CLOSING = re.compile(r"(?:工作|有关|相关|几点|具体)要求|(?:工作|组织|保障|实施)(?:保障|措施|领导|实施)[。]?")
_FEWEST_WITHOUT_UNITS = 3  # a list of fewer points that names no unit is not a paper of tasks
_SHARE_OF_DOERS = 3  # one point in so many must name who does it when nothing else speaks of tasks
_SHORTEST_TASK = 8
_UNIT_LABEL = re.compile(r"单位|部门|科室|处室|股室|机构|^[（(]?\s*(?:牵头|责任|配合|主办|协办|承办|落实)")


def read_work_points(
    paragraphs: list[Paragraph | None], findings: Findings, *, beside_tables: bool, title: str | None = None
) -> list[Paragraph]:
    """Read the points among the paragraphs and return the paragraphs that were not used.

    Beside a table, numbered paragraphs that name no units are the notice's own remarks, not tasks.
    """
    roots, leftover = gather_points(paragraphs)
    roots, closing = _without_closing(roots)
    drafts = [draft for root in roots for draft in _tasks_below(root)]
    with_units = sum(1 for draft in drafts if draft.names_units())
    doers = sum(1 for draft in drafts if draft.names_units() and names_doers(draft.units_raw))
    speaks = any(speaks_of_tasks(line.text) for line in paragraphs if line) or speaks_of_tasks(title or "")
    first = title or next((line.text for line in paragraphs if line), "")
    if is_foreign(first) or not (speaks or doers * _SHARE_OF_DOERS >= max(len(drafts), 1)):
        for root in (*roots, *closing):
            _skip_tree(root, findings, "编号段落不是政务公开的任务：标题和正文没有说到，也没有责任单位")
        return leftover
    few = with_units == 0 and len(drafts) < _FEWEST_WITHOUT_UNITS
    if few or (beside_tables and with_units * 2 < len(drafts)):
        for root in (*roots, *closing):
            _skip_tree(root, findings, "正文里的编号段落，没有责任单位，任务以分工表、安排表为准")
        return leftover
    for root in roots:
        _report(root, findings)
    for root in closing:
        _skip_tree(root, findings, "对各单位的一般要求，没有责任单位，不是任务")
    for draft in drafts:
        draft.add_to(findings)
    findings.points_read += len(drafts)
    return leftover


def _without_closing(roots: list[Point]) -> tuple[list[Point], list[Point]]:
    """Part off the last points under 工作要求 or 组织保障 that name nobody, when the points before them name units."""
    end = len(roots)
    while end and _CLOSING.fullmatch(roots[end - 1].numeral.rest.strip("。")) and not _names_units(roots[end - 1]):
        end -= 1
    return (roots[:end], roots[end:]) if any(map(_names_units, roots[:end])) else (roots, [])


class _Task:
    """One task of a point: its text, and where units and deadline are looked for."""

    def __init__(self, point: Point, bodies: list[Paragraph], *, own_number: bool = True) -> None:
        self.point = point
        self.source = bodies[0].source if bodies else point.source
        self.text = "".join(body.text for body in bodies)
        self.seq = point.numeral.value if own_number else None
        self.units_raw, self.unit_remark = self._find_units()

    def names_units(self) -> bool:
        """Tell whether units are named anywhere for this task."""
        return bool(self.units_raw)

    def add_to(self, findings: Findings) -> None:
        """Hand the finished row over."""
        units, hidden, notes = findings.units(self.units_raw)
        deadline_raw = re.sub(r"\s", "", self._deadline_label() or hidden or self._deadline_of_heading())
        row = Row(
            seq=self.seq,
            headings=self._headings(),
            requirement=self.text,
            units_raw=self.units_raw,
            units=units,
            deadline_raw=deadline_raw,
            deadline=findings.deadline(deadline_raw),
            duties=findings.duties(self.text),
            source=self.source + (f"（{self.unit_remark}）" if self.unit_remark else ""),
        )
        findings.add_row(row, unit_notes=notes)

    def _headings(self) -> list[str]:
        chain, point = [], self.point
        while point:
            if point.heading and not self._is_cut_from(point):
                chain.append(point.heading)
            point = point.parent
        return chain[::-1]

    def _is_cut_from(self, point: Point) -> bool:
        """Tell whether the task's text is the point's own line, perhaps without the units and time behind it."""
        line, text = _bare(point.heading.removeprefix(point.numeral.mark.strip())), _bare(self.text)
        return line == text or (point is self.point and not point.bodies and bool(text) and line.startswith(text))

    def _find_units(self) -> tuple[str, str]:
        labels = [label.strip("（）() ") for label in self.point.labels if _UNIT_LABEL.search(label)]
        found = find_units_in_brackets(self.text)
        if found:
            self.text = found[0].strip()
            labels.insert(0, found[1])
        inside = find_units_inside(self.text)
        if inside or labels:
            remark = "责任单位写在文中几处" if inside and (labels or inside[1:]) else ""
            return "；".join((*inside, *labels)), remark
        point: Point | None = self.point
        while point:
            if point.heading_units:
                point.units_serve = True
                return point.heading_units, "责任单位取自标题"
            point = point.parent
        in_sentence = find_units_in_sentence(self.text)
        if not in_sentence:
            return "", ""
        if _UNIT_LABEL.search(in_sentence[1]):
            self.text = in_sentence[0]
            return in_sentence[1], ""
        return in_sentence[1], "责任单位取自句中"

    def _deadline_of_heading(self) -> str:
        """Return the time in the bracket of the nearest heading, which holds for the points that name none."""
        point: Point | None = self.point
        while point:
            if point.heading_units and (deadline := split_deadline(point.heading_units)[1]):
                self.unit_remark = self.unit_remark or "时限取自标题"
                return deadline
            point = point.parent
        deadline = heading_time(self._headings())
        if deadline:
            self.unit_remark = self.unit_remark or "时限取自标题"
        return deadline

    def _deadline_label(self) -> str:
        labels = [label for label in self.point.labels if not _UNIT_LABEL.search(label)]
        return re.split(r"[:：]", labels[0], maxsplit=1)[1].strip("）) 。") if labels else ""


def _bare(text: str) -> str:
    return text.strip().rstrip("。；;")


def _tasks_below(point: Point) -> list[_Task]:
    """Return the tasks of a point and of the points below it, in printed order."""
    if _is_preamble(point):
        return []
    _fold_listed_parts(point)
    _take_sentence_as_heading(point)
    own = _own_tasks(point)
    return own + [task for child in point.children for task in _tasks_below(child)]


def _is_preamble(point: Point) -> bool:
    """Tell whether a part states aims and principles; where units are named, it is a task all the same."""
    return bool(_PREAMBLE.search(point.numeral.rest)) and not _names_units(point)


def _names_units(point: Point) -> bool:
    return bool(point.units_bracket() or point.labels) or any(_names_units(child) for child in point.children)


def _own_tasks(point: Point) -> list[_Task]:
    if point.children:
        return [_Task(point, point.bodies)] if point.units_bracket() else []
    if not point.bodies:
        text = point.heading[len(point.numeral.mark.strip()) :]
        if len(text) < _SHORTEST_TASK or not (point.labels or point.heading_units or point.parent):
            return []
        return [_Task(point, [Paragraph(text, point.source)])]
    with_units = [body for body in point.bodies if find_units_in_brackets(body.text)]
    if len(with_units) < 2:
        return [_Task(point, point.bodies)]
    tasks, gathered = [], []
    for body in point.bodies:
        gathered.append(body)
        if find_units_in_brackets(body.text):
            tasks.append(_Task(point, gathered, own_number=not tasks))
            gathered = []
    return tasks + ([_Task(point, gathered, own_number=False)] if gathered else [])


def _fold_listed_parts(point: Point) -> None:
    """Take sub-points back into their point when they are parts of its sentence, joined by semicolons."""
    parts = [child.printed().rstrip() for child in point.children]
    if point.bodies and any(part.endswith(("；", ";")) for part in parts):
        for child in point.children:
            point.labels += child.labels
            child.labels = []
            point.bodies.append(Paragraph(child.printed(), child.source))
        point.children = []


def _take_sentence_as_heading(point: Point) -> None:
    """Make the only sentence of a point with sub-points its heading: "（一）扶贫领域。" is no task."""
    if not point.children or point.heading or len(point.bodies) != 1:
        return
    bare, units = heading_bracket(point.bodies[0].text)
    if len(bare) <= LONGEST_TITLE:
        point.heading = point.numeral.mark.strip() + bare.rstrip("。")
        point.heading_units, point.bodies = units, []


def _report(point: Point, findings: Findings) -> None:
    """List the paragraphs of a tree that are no tasks: preambles, and introductions of groups."""
    if _is_preamble(point):
        _skip_tree(point, findings, "总体要求，不是任务")
        return
    if point.children and point.heading_units and not point.units_serve:
        findings.skip(point.heading_units, "标题里的责任单位，其下各点另有责任单位")
    if point.children and point.bodies and not point.units_bracket():
        findings.skip("".join(body.text for body in point.bodies), "一组任务的引言，任务在其下各点")
    elif not point.children and not point.bodies and not _own_tasks(point):
        findings.skip(point.printed(), "只有标题，没有任务内容")
    for child in point.children:
        _report(child, findings)


def _skip_tree(point: Point, findings: Findings, why: str) -> None:
    findings.skip(point.printed(), why)
    for child in point.children:
        _skip_tree(child, findings, why)
