"""Find dates, numbers and intervals inside the sentence of a requirement.

Only phrases that bind are reported: a date must be a limit (“前”, “完成”), not history, a title or a document's date.
"""

import re
from datetime import date
from functools import lru_cache

from documents.grammar.rules import IN_PROSE
from documents.grammar.scan import Context, Finding, scan
from documents.paper import Duty

# Only clauses with one of these can hold a phrase; most sentences of a paper have none.
_SIGNAL = re.compile(
    r"[\d０-９]|[一二三四五六七八九十两半][月日天周个季次场期篇条件]|[每按逐]|季度|月度|半年|年[底末终]|年内|国庆|[旦一]”?(?:节|劳动节)?[之以]?前|后的?次"
)
_TITLE = re.compile(r"《[^《》]{0,200}》|[〔\[][^〔〕\[\]]{0,12}[〕\]]\s{0,4}\d{0,6}\s{0,4}号")
_CLAUSE = re.compile(r"[^。；;！!？?\n]+")
_LIMIT = re.compile(r"(?:前|截止|为止)$")
_DONE = re.compile(r"(?:全部|全面|基本|要|应|须|需)?(?:完成|办结|建成|到位|报送|上报)(?!的)")
_REACH = re.compile(r"(?:截止|力争|争取|确保|最迟|不晚于)到?$|到$")
_HISTORY = re.compile(r"(?:截至|去|上|自)$")
_MADE_BEFORE = re.compile(r"(?:已|所)?(?:印发|制定|出台|公布|发布|制发|成文|设立|成立|形成|颁布|施行|实施|生效|获取)的")
_DONE_BEFORE = re.compile(r"以来|已|共")


@lru_cache(maxsize=8192)
def _duties(requirement: str, year: int | None, issued_on: date | None) -> tuple[Duty, ...]:
    duties: dict[tuple, Duty] = {}
    prose = requirement
    if "《" in prose or "〔" in prose or "[" in prose:
        prose = _TITLE.sub(lambda match: "，" * len(match[0]), prose)
    for clause in _CLAUSE.findall(prose):
        if not _SIGNAL.search(clause):
            continue
        findings, _ = scan(clause, IN_PROSE, Context(year, issued_on))
        for finding in findings:
            if _binds(finding, year or (issued_on.year if issued_on else None)):
                duty = Duty(finding.text.strip("，,"), finding.kind, finding.due, finding.count)
                duties.setdefault((duty.text, duty.kind), duty)
    return tuple(duties.values())


def find_duties(requirement: str, *, year: int | None, issued_on: date | None = None) -> list[Duty]:
    """Return the dates, numbers and intervals that bind somebody, each with the phrase as printed."""
    return list(_duties(requirement, year, issued_on))


def _binds(finding: Finding, year: int | None) -> bool:
    """Tell a duty from a date that is only mentioned."""
    past = bool(year and finding.due and finding.due.year < year)
    if finding.kind in ("quota", "periodic"):
        return not past and not _DONE_BEFORE.search(finding.text)
    if finding.kind == "relative":
        return finding.rule in ("ahead", "next_day") or bool(re.search(r"(?<!年)内$", finding.text))
    if finding.rule == "from":
        return bool(finding.starts and (year is None or finding.starts.year >= year))
    if finding.kind not in ("fixed", "datetime", "window") or finding.rule == "year" or past:
        return False
    before, after = finding.around
    if _MADE_BEFORE.match(after):
        return False
    if _LIMIT.search(finding.text):
        return True
    return not _HISTORY.search(before) and bool(_DONE.match(after) or _REACH.search(before))
