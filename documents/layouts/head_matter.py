"""Reads what stands around the tasks: title, number, date of issue, and the papers named as ground."""

import re
from dataclasses import dataclass, field
from datetime import date

from documents.blocks import Paragraph
from documents.layouts.dates import damaged_dates, find_date, find_document_number, find_year, is_date_only
from documents.layouts.titles import find_title
from documents.paper import Basis

_NUMBER_LABEL = re.compile(r"(?:发文字号|文件编号|文\s*号|发文文号|公文字号)[：:\s]*")
_ISSUE_LABEL = re.compile(r"(?:成文日期|成文时间|印发日期|发文日期|发文时间|生成日期|签发日期)[：:\s]*")
_WEB_LABEL = re.compile(r"(?:发布时间|发布日期|公开日期|公开时间|日期|时间)[：:\s]*")
_GROUND = re.compile(r"根据|按照|依据|遵照|落实|精神|要求")
_QUOTED = re.compile(r"《((?:[^《》]|《[^《》]*》)+)》\s*(?:[（(]([^（()）]*[〔\[（(][^）)]*?号)[）)])?")
_ISSUES_ITSELF = re.compile(r"(?:现将|现印发|现就)\s*$")
_LONGEST_PREFACE = 2_000
_MONTH_BELOW = re.compile(
    r"[（(]?\s*20\d\d\s*年(?:\s*\d{1,2}\s*月|度|第?[一二三四]季度|[上下]半年)?\s*[)）]?"
)  # （2026年8月）
_CLOCK = re.compile(r"\s+\d{1,2}[:：]\d\d")  # 2026-03-05 09:30
_BROKEN_DATE = re.compile(r"\s*20[\d\s]{4,8}\s*")


@dataclass(slots=True)
class Head:
    """The head matter of a paper. ``used`` holds the paragraphs it was taken from."""

    title: str | None = None
    year: int | None = None
    document_number: str | None = None
    issued_on: date | None = None
    basis: list[Basis] = field(default_factory=list)
    used: set[int] = field(default_factory=set)  # id() of paragraphs
    doubts: list[tuple[str, str, str]] = field(default_factory=list)  # code, question, source


def read_head(paragraphs: list[Paragraph], start: int, *, year: int | None) -> Head:
    """Read the head matter; ``start`` is the place of the first paragraph after the first task or table."""
    head = Head()
    titles = find_title(paragraphs, start)
    head.title = titles.title
    head.used.update(id(paragraph) for paragraph in titles.used)
    _read_number(paragraphs[:start], head)
    _read_date(paragraphs, head)
    _read_basis(paragraphs[:start], head)
    named = find_year(titles.title or "") or next(filter(None, map(find_year, titles.others)), None)
    numbered = find_year((head.document_number or "").replace("〔", "").replace("〕", "年"))
    dated = next(
        (find_year(line.text) for line in paragraphs[:start] if _MONTH_BELOW.fullmatch(line.text.strip())), None
    )
    head.year = year or named or (head.issued_on.year if head.issued_on else None) or numbered or dated
    return head


def _read_number(paragraphs: list[Paragraph], head: Head) -> None:
    for paragraph in paragraphs:
        text = paragraph.text
        label = _NUMBER_LABEL.search(text)
        own = text[label.end() :] if label else text if len(text) <= 40 and "《" not in text else ""
        number = find_document_number(own)
        if number and (label or len(own.strip()) <= len(number) + 12):
            head.document_number = number
            if not label:
                head.used.add(id(paragraph))
            return


def _read_date(paragraphs: list[Paragraph], head: Head) -> None:
    for paragraph in paragraphs:
        if is_date_only(paragraph.text) or _is_signature_with_date(paragraph.text):
            head.issued_on = find_date(paragraph.text)
            head.used.add(id(paragraph))
            return
    if _labelled_date(paragraphs, _ISSUE_LABEL, head) or _damaged_date(paragraphs, head):
        return
    if not _labelled_date(paragraphs, _WEB_LABEL, head):
        for paragraph in paragraphs:
            if re.search(r"日\s*印发\s*$", paragraph.text):
                head.issued_on = find_date(paragraph.text)
                return


def _is_signature_with_date(text: str) -> bool:
    return bool(re.fullmatch(r"\S{2,30}(?:政府|办公室|办公厅|委员会|局|组)\s+\S*20\d\d年\d{1,2}月\d{1,2}日\s*", text))


def _labelled_date(paragraphs: list[Paragraph], label: re.Pattern, head: Head) -> bool:
    for paragraph in paragraphs:
        for found in label.finditer(paragraph.text):
            day = find_date(_CLOCK.split(paragraph.text[found.end() : found.end() + 24])[0])
            if day:
                head.issued_on = day
                return True
    return False


def _damaged_date(paragraphs: list[Paragraph], head: Head) -> bool:
    for paragraph in paragraphs:
        if not _BROKEN_DATE.fullmatch(paragraph.text):
            continue
        days = damaged_dates(paragraph.text)
        if len(days) == 1:
            head.issued_on = days[0]
            head.used.add(id(paragraph))
            text = f"落款日期印成“{paragraph.text.strip()}”，读作{days[0].isoformat()}，请核对。"
            head.doubts.append(("issue_date_damaged", text, paragraph.source))
            return True
        if days:
            text = f"落款日期“{paragraph.text.strip()}”有几种读法，请填写发文日期。"
            head.doubts.append(("issue_date_damaged", text, paragraph.source))
    return False


def _read_basis(paragraphs: list[Paragraph], head: Head) -> None:
    for paragraph in paragraphs:
        if not _GROUND.search(paragraph.text) or "《" not in paragraph.text:
            continue
        for found in _QUOTED.finditer(paragraph.text[:_LONGEST_PREFACE]):
            title, number = found.group(1), re.sub(r"\s", "", found.group(2) or "") or None
            if _ISSUES_ITSELF.search(paragraph.text[: found.start()]) or title == head.title:
                continue
            if all(known.title != title for known in head.basis):
                head.basis.append(Basis(title=title, number=number))
