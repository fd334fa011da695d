"""Gathers numbered paragraphs into a tree of points, before anybody asks which of them are tasks."""

import re
from dataclasses import dataclass, field

from documents.blocks import Paragraph
from documents.grammar.units import find_units_in_brackets, heading_bracket
from documents.layouts.furniture import is_note, why_not_read
from documents.layouts.numerals import Numeral, split_numeral

_SENTENCE_END = re.compile(r"[。！？；：!?;:）)”\"]\s*$")
_LABEL = re.compile(
    r"^[（(【]?\s*(?:牵头|责任|配合|主办|协办|承办|落实|实施|协同|参与|主要责任)(?:单位|部门|科室|处室|股室|机构)?\s*[:：]"
    r"|^[（(]?\s*(?:完成|办结|落实|整改)?(?:时限|时间|期限|时间节点)(?:要求)?\s*[:：]"
)
_ONLY_BRACKET = re.compile(r"^[（(【［\[].*[)）】］\]]\s*。?$")
_TO_ALL = re.compile(
    r"请|望|以上|上述|特此|本(?:要点|方案|通知|计划|清单)|各(?:地|级|乡镇|镇|单位|部门|责任单位|牵头单位)[^。]{0,20}(?:要|应|须|请|于)"
)
_CLOSES = re.compile(r"^\s*附\s*件|^[12一二][\d〇零○一二三四五六七八九十年月日\s.-]{5,}$|^抄送")
LONGEST_TITLE = 45
_MOST_COMMAS = 2
_SHORTEST_BODY = 8


@dataclass(slots=True)
class Point:
    """One numbered paragraph with what belongs to it."""

    numeral: Numeral
    heading: str  # with its numeral as printed; empty when the paragraph is the task itself
    bodies: list[Paragraph]
    source: str
    labels: list[str] = field(default_factory=list)  # "责任单位：…" on a line of its own
    heading_units: str = ""  # the bracket of the heading: units, perhaps with a deadline
    units_serve: bool = False  # whether a point below took the heading's units
    children: list["Point"] = field(default_factory=list)
    parent: "Point | None" = None

    def printed(self) -> str:
        """Return the point's text as it stands in the paper."""
        own = self.bodies and self.bodies[0].source == self.source
        start = self.heading + "。" * bool(own) if self.heading else self.numeral.mark
        return start + "".join(body.text for body in self.bodies) + "".join(self.labels)

    def units_bracket(self) -> tuple[str, str] | None:
        """Return the text without its last bracket and the bracket's content, when it names units."""
        text = "".join(body.text for body in self.bodies)
        return find_units_in_brackets(text) if text else None


def gather_points(paragraphs: list[Paragraph | None]) -> tuple[list[Point], list[Paragraph]]:
    """Return the points of widest level and the paragraphs that belong to none; None marks a table between."""
    gatherer = _Gatherer()
    last = max((place for place, line in enumerate(paragraphs) if line and split_numeral(line.text)), default=0)
    for place, paragraph in enumerate(paragraphs):
        if paragraph is None:
            gatherer.close()
        else:
            if place > last and gatherer.is_over(paragraph):
                gatherer.close()
            gatherer.take(paragraph)
    return gatherer.roots, gatherer.leftover


class _Gatherer:
    def __init__(self) -> None:
        self.roots: list[Point] = []
        self.leftover: list[Paragraph] = []
        self._path: list[Point] = []

    def close(self) -> None:
        """End the list of points: what follows belongs to none of them."""
        self._path = []

    def is_over(self, paragraph: Paragraph) -> bool:
        """Tell whether a paragraph behind the last point speaks to all: its units are named, “请各单位…” follows."""
        point = self._path[-1] if self._path else None
        named = point and (point.labels or point.units_bracket())
        return bool(named) and _TO_ALL.match(paragraph.text.lstrip()) is not None

    def take(self, paragraph: Paragraph) -> None:
        """Give the paragraph its place: a new point, part of the last one, or left over."""
        text = paragraph.text
        numeral = split_numeral(text)
        point = self._path[-1] if self._path else None
        if is_note(text) or _CLOSES.search(text):
            self.close()
            self.leftover.append(paragraph)
        elif point and _LABEL.search(text):
            point.labels.append(text)
        elif point and _is_unfinished(point) and (numeral is None or numeral.value is None):
            _append(point, paragraph, joined=True)
        elif numeral and (numeral.value is not None or point):
            self._open(paragraph, numeral)
        elif point and _ONLY_BRACKET.search(text) and find_units_in_brackets(text):
            _append(point, paragraph, joined=True)
        elif point and (_is_body(text) or _is_short_task(point, text)):
            _append(point, paragraph, joined=False)
        else:
            if point and why_not_read(text).startswith(("落款", "日期")):
                self.close()
            self.leftover.append(paragraph)

    def _open(self, paragraph: Paragraph, numeral: Numeral) -> None:
        while self._path and self._path[-1].numeral.level >= numeral.level:
            self._path.pop()
        point = _make_point(paragraph, numeral)
        if self._path:
            point.parent = self._path[-1]
            self._path[-1].children.append(point)
        else:
            self.roots.append(point)
        self._path.append(point)


def _make_point(paragraph: Paragraph, numeral: Numeral) -> Point:
    mark = paragraph.text.lstrip()[: len(paragraph.text.lstrip()) - len(numeral.rest)].strip()
    heading, rest = _heading_and_rest(numeral.rest)
    body = [Paragraph(rest, paragraph.source)] if rest else []
    bare, units = heading_bracket(heading) if heading else ("", None)
    return Point(numeral, mark + bare if heading else "", body, paragraph.source, heading_units=units or "")


def _heading_and_rest(text: str) -> tuple[str, str]:
    """Return the heading sentence and the requirement after it; one of the two may be empty."""
    first, stop, rest = text.partition("。")
    short = len(first) <= LONGEST_TITLE and len(re.findall(r"[，,；;：:]", first)) <= _MOST_COMMAS
    if not stop:
        bare, _ = heading_bracket(text)
        is_title = len(bare) <= LONGEST_TITLE and not re.search(r"[，,；;：:]$", bare)
        return (text, "") if is_title else ("", text)
    rest = rest.strip()
    if not short or not rest or _ONLY_BRACKET.search(rest) or _LABEL.search(rest):
        return "", text
    return first.strip(), rest


def _is_unfinished(point: Point) -> bool:
    """Tell whether the last paragraph broke off inside a sentence."""
    if not point.bodies or point.labels:
        return False
    text = point.bodies[-1].text
    return len(text) >= 10 and not _SENTENCE_END.search(text)


def _is_body(text: str) -> bool:
    return len(text) >= _SHORTEST_BODY and bool(_SENTENCE_END.search(text)) and not text.endswith(("：", ":"))


def _is_short_task(point: Point, text: str) -> bool:
    """Tell whether a short sentence is all that stands under its heading: 做好培训。"""
    return bool(point.heading) and not point.bodies and text.endswith("。") and not text.startswith(("特此", "此件"))


def _append(point: Point, paragraph: Paragraph, *, joined: bool) -> None:
    if joined and point.bodies:
        last = point.bodies[-1]
        point.bodies[-1] = Paragraph(last.text + paragraph.text, last.source)
    else:
        point.bodies.append(paragraph)
