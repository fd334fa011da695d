"""Finds the paper's own title: not the notice that carries it, and not the links around it."""

import re
from dataclasses import dataclass, field

from documents.blocks import Paragraph
from documents.layouts.dates import find_year, is_date_only
from documents.layouts.numerals import split_numeral
from documents.text import fold

_KIND = (
    r"(?:要点|分工|分工表|任务表|分解表|分解|责任表|明细表|安排表|安排|计划|计划表|方案|清单|台账|一览表|日历|月历|排期|任务书|任务|细则|意见|措施|通知|责任清单|"
    r"工作表|基本目录|公开目录|汇总表|配档表|推进表|表|办法|部署)"
)
_TITLE = re.compile(rf"[^。；;！!？?>|]*{_KIND}[》”\"]?(?:[（(][^（()）]*[)）])?")
_NO_TITLE = re.compile(
    r"^附\s*件[^\w]*[:：]|^(?:根据|按照|为|现将|经|请|以|将|各)|首页|当前位置|图解|[:：]$|相关|上一|下一|点击|搜索"
)
_NOTICE = re.compile(r"通知(?:[（(][^（()）]*[)）])?$")
_ISSUES = re.compile(r"(?:关于)?(?:印发|转发|下发|公布)\s*[《〈“]?(.+?)[》〉”]?\s*的?通知")
_OPEN_LINE = re.compile(
    r"(?:人民政府|办公室|办公厅|委员会|领导小组|局|厅|医院|学校|大学|学院|中学|小学|中心|集团|公司|街道|镇|乡|县|市|区|年|[”\"]|公开|工作|印发|重点|度)$"
)
_ATTACHMENT = re.compile(r"^附\s*件\s*\d*\s*[:：]?\s*(?=\S)")
_SHEET = re.compile(r"工作表“.*”")
_SHORTEST, _LONGEST = 5, 80


@dataclass(slots=True)
class Titles:
    """The title, the other title lines, and the paragraphs they stand in."""

    title: str | None = None
    others: list[str] = field(default_factory=list)
    used: list[Paragraph] = field(default_factory=list)


@dataclass(slots=True)
class _Candidate:
    text: str
    parts: list[Paragraph]
    place: int


def find_title(paragraphs: list[Paragraph], start: int) -> Titles:
    """Return the title; ``start`` is the place of the first paragraph after the first task or table."""
    before = _candidates(paragraphs[:start])
    named = [candidate for candidate in before if not _NOTICE.search(candidate.text)]
    own = [candidate for candidate in named if _sheet(candidate) == _sheet(named[-1])]
    notices = [candidate for candidate in before if _NOTICE.search(candidate.text)]
    chosen = _named_by_notice(own, notices) or (own[0] if own else None)
    titles = Titles(others=[candidate.text for candidate in before])
    for candidate in before:
        if candidate in own or candidate in notices:
            titles.used += candidate.parts  # the title of another sheet, a cover, is told as not read
    if chosen:
        titles.title = chosen.text
    elif notices:
        titles.title = _unwrap(notices[-1].text)
    else:
        titles.title = _from_attachment(paragraphs)
    return titles


def _sheet(candidate: _Candidate) -> str:
    """Return the worksheet that a title stands in; empty in other files."""
    found = _SHEET.match(candidate.parts[-1].source)
    return found[0] if found else ""


def _candidates(paragraphs: list[Paragraph]) -> list[_Candidate]:
    found: list[_Candidate] = []
    for place, paragraph in enumerate(paragraphs):
        text = paragraph.text.strip()
        if not _is_title(text):
            continue
        parts = [paragraph]
        back = place - 1
        taken = {id(part) for candidate in found for part in candidate.parts}
        while back >= 0 and len(parts) < 3 and _leads_on(paragraphs[back], text) and id(paragraphs[back]) not in taken:
            parts.insert(0, paragraphs[back])
            text = paragraphs[back].text.strip() + text
            back -= 1
        found.append(_Candidate(_strip_quotes(_ATTACHMENT.sub("", text)), parts, place))
    return found


def _is_title(text: str) -> bool:
    return (
        _SHORTEST <= len(text) <= _LONGEST
        and bool(_TITLE.fullmatch(text))
        and not _NO_TITLE.search(text)
        and split_numeral(text) is None
    )


def _leads_on(paragraph: Paragraph, text: str) -> bool:
    """Tell whether the line above is the first half of a title broken over two lines."""
    above = paragraph.text.strip()
    if not 2 <= len(above) <= 40 or re.search(r"[。；：:，,、>|号]$|^附\s*件|[：:>|]", above) or is_date_only(above):
        return False
    if _is_title(above) or split_numeral(above) or not _OPEN_LINE.search(above) or above[:2] in text:
        return False
    return find_year(text) is None or find_year(above) is None


def _named_by_notice(own: list[_Candidate], notices: list[_Candidate]) -> _Candidate | None:
    inner = [fold(_unwrap(notice.text)) for notice in notices]
    return next((candidate for candidate in own if fold(candidate.text) in inner), None)


def _unwrap(notice: str) -> str:
    """Return what a notice issues: 关于印发X的通知 is about X."""
    found = _ISSUES.search(notice)
    return _strip_quotes(found.group(1)) if found else notice


def _strip_quotes(text: str) -> str:
    text = re.sub(r"(?<=\S)\s+(?=\S)", "", text.strip())
    return text[1:-1] if text.startswith("《") and text.endswith("》") else text


def _from_attachment(paragraphs: list[Paragraph]) -> str | None:
    for paragraph in paragraphs:
        text = _ATTACHMENT.sub("", paragraph.text.strip())
        if text != paragraph.text.strip() and _is_title(text):
            return _strip_quotes(text)
    return None
