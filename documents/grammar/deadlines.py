"""Read a deadline cell (完成时限). Every reading says in Chinese how it was reached, so that a clerk can check it.

Kinds and their due day:
  fixed, datetime, window  the day, the end of the window
  quota                    31 December, or the day named beside the number
  open                     None, or the closing day of “全年” (an open duty is never overdue)
  periodic, relative       None: there is no single day, or the event's day is not known yet
  vague, none              None

Flags:
  year_missing         no year in the phrase, the title or the date of issue
  issue_date_missing   “本月底前” without a date of issue
  past_at_issue        the day had passed when the paper was issued
  two_phrases          the cell names several; the last is taken
  weekday_wrong        the weekday printed is not that day's
  provisional          拟定于, 暂定, 另行通知
  approximate          力争, 左右, 月初, “12月前”, 下班前: the day is our reading
  impossible_date      30 February
  vague                words that set no day
  unread               nothing in the cell is known to us
"""

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache
from itertools import pairwise

from documents.grammar.duties import find_duties
from documents.grammar.rules import IN_CELLS
from documents.grammar.scan import Context, Finding, scan
from documents.paper import Deadline
from documents.text import clean, fold

__all__ = ["find_duties", "read_deadline", "reads_as_deadline", "split_deadline_from_units"]

_LONGEST_CELL = 300  # a longer text is no deadline, and need not be searched for one
_LABEL = re.compile(
    r"^(?:(?:完成|办理|办结|整改|截止|落实|推进|工作)?(?:时限|时间|期限)(?:要求|节点|安排|进度)?|完成日期)[::]"
)
_EMPTY = re.compile(r"[-/\\.。、,()无]*")
_PROVISIONAL = re.compile(r"拟[定于]?|暂定|初定|待定|另行|预计")
_APPROXIMATE = re.compile(r"力争|争取|原则上|左右|前后|大约|尽量")
# The order in which kinds win when a cell holds several.
_RANK = ("quota", "dated", "periodic", "relative", "open", "vague")
_DATED = ("fixed", "datetime", "window")
_FILLER = re.compile(
    r"(?:\0|完成|办结|前|底|于|在|到|至|截止|截至|力争|争取|确保|原则上|左右|全部|全面|基本|报送|公布|公开|发布|上报|落实|推进"
    r"|整改|实施|并|且|每年|贯穿|工作|时间|时限|期限|要求|[,、。;:()\"\-])*"
)


@lru_cache(maxsize=8192)
def read_deadline(raw: str, *, year: int | None, issued_on: date | None = None) -> Deadline:
    """Read a deadline phrase; the result is shared between equal phrases and must not be changed."""
    text = fold(clean(raw))
    if _EMPTY.fullmatch(text):
        return Deadline("none", how="没有写期限")
    printed = re.sub(r"\s+", "", clean(raw))
    findings = _distinct(_refined(_findings(raw, year, issued_on))) if len(text) <= _LONGEST_CELL else []
    if not findings:
        return Deadline("vague", how=f"“{printed[:40]}”没有读懂，需由办公室确定日期", flags=("vague", "unread"))
    chosen, others = _choose(findings)
    flags = _flags(chosen, others, text, year, issued_on)
    how = "；".join(_sentence(finding) for finding in (*others, chosen))
    if others and "two_phrases" in flags:
        how += f"。写有几个时限，以“{chosen.text}”为准"
    if "past_at_issue" in flags:
        how += "，发文时已过"
    if "year_missing" in flags:
        how += "，标题和成文日期都没有年份"
    return Deadline(chosen.kind, chosen.due, how, chosen.starts, chosen.due_at, flags, chosen.count)


def reads_as_deadline(raw: str) -> bool:
    """Tell whether the whole text is a deadline phrase and nothing else."""
    if not raw or len(raw) > _LONGEST_CELL:
        return False
    findings, rest = scan(_LABEL.sub("", fold(raw)), IN_CELLS, Context(None, None))
    return bool(findings) and _FILLER.fullmatch(rest) is not None


_END_BRACKET = re.compile(r"[（(【\[〔]([^（()）【】\[\]〔〕]{1,40})[）)】\]〕][。；;]?\s*$")
_END_CLAUSE = re.compile(r"(?:^|[,，;；。、\n\t ])([^,，;；。\n\t]{1,40}?)[。；;]?\s*$")
_END_LABEL = re.compile(
    r"[\s,，;；。]*(?:完成|办结|整改|截止|落实)?(?:时限|时间|期限)(?:要求|节点)?\s*[:：]\s*([^:：]{1,60}?)[。；;]?\s*$"
)


@lru_cache(maxsize=8192)
def split_deadline_from_units(raw: str) -> tuple[str, str]:
    """Cut “…，6月底完成”, “（6月底前）” or “完成时限：…” off the end of a unit cell; return units and deadline."""
    text = raw.rstrip()
    head, tail = text[:-200], text[-200:]
    label = _END_LABEL.search(tail)
    if label:
        return head + tail[: label.start()], label[1]
    for pattern in (_END_BRACKET, _END_CLAUSE):
        match = pattern.search(tail)
        if match and reads_as_deadline(match[1]) and not re.fullmatch(r"\d+", match[1].strip()):
            return (head + tail[: match.start()]).rstrip("，,；;、 \n\t"), match[1].strip()
    return raw, ""


def _findings(raw: str, year: int | None, issued_on: date | None) -> list[Finding]:
    text = _LABEL.sub("", clean(raw).strip()) if _LABEL.match(fold(raw)) else clean(raw)
    return scan(text, IN_CELLS, Context(year, issued_on))[0]


def _refined(findings: list[Finding]) -> list[Finding]:
    """“年底前（12月20日前）”: a day inside the time that stands right before its bracket says that time more exactly."""
    return [first for first, following in pairwise([*findings, None]) if not (following and _refines(following, first))]


def _refines(inner: Finding, outer: Finding) -> bool:
    bracket = inner.around[0].endswith("(") and inner.around[1].startswith(")") and inner.span[0] - outer.span[1] == 1
    if not bracket or inner.kind not in _DATED or outer.kind not in _DATED or not inner.due or not outer.due:
        return False
    return inner.due < outer.due and (outer.starts or outer.due.replace(day=1)) <= inner.due


def _distinct(findings: list[Finding]) -> list[Finding]:
    """A page break prints a cell twice; the same sense twice is one phrase."""
    seen: dict[tuple, Finding] = {}
    for finding in findings:
        seen.setdefault(finding.sense, finding)
    return list(seen.values())


def _choose(findings: list[Finding]) -> tuple[Finding, list[Finding]]:
    """Return the finding that sets the deadline, and the others in order of print."""

    def weight(place: int) -> tuple:
        finding = findings[place]
        kind = "dated" if finding.kind in _DATED else finding.kind
        return -_RANK.index(kind), finding.due or date.min, place

    best = max(range(len(findings)), key=weight)
    if best and findings[best].rule == "month_list" and findings[best - 1].kind == "periodic":
        # “每半年一次，6月、12月底前”: the list says when each turn ends.
        turns = findings[best]
        if "two_phrases" in turns.flags:
            chosen = replace(findings[best - 1], text=f"{findings[best - 1].text}，{turns.text}")
            return chosen, [finding for finding in findings if finding not in (turns, findings[best - 1])]
    chosen = findings[best]
    others = [finding for place, finding in enumerate(findings) if place != best and finding.kind != "vague"]
    dated = [finding for finding in others if finding.kind in _DATED and finding.due and _leads_to(finding, chosen)]
    if chosen.kind == "quota" and dated:
        # “6月底前至少组织2次”: the day belongs to the number.
        last = max(dated, key=lambda finding: finding.due)
        meaning = f"：到{last.due}为止不少于{chosen.count}次（件）"
        chosen = replace(chosen, due=last.due, source=last.source, meaning=meaning)
        others = [finding for finding in others if finding is not last]
    return chosen, others


def _leads_to(day: Finding, quota: Finding) -> bool:
    """The day stands right before the number, with no mark between."""
    return 0 <= quota.span[0] - day.span[1] <= 4 and not re.search(
        r"[,;、。]", day.around[1][: quota.span[0] - day.span[1]]
    )


def _flags(chosen, others, text: str, year: int | None, issued_on: date | None) -> tuple[str, ...]:
    dated = chosen.kind in (*_DATED, "quota")
    tests = {
        "two_phrases": any(finding.kind != "open" for finding in others) or (others and chosen.kind != "open"),
        "year_missing": dated and chosen.due is None and "issue_date_missing" not in chosen.flags,
        "past_at_issue": bool(dated and chosen.due and issued_on and chosen.due < issued_on),
        "provisional": _PROVISIONAL.search(text) is not None,
        "approximate": _APPROXIMATE.search(text) is not None,
    }
    found = [flag for finding in (chosen, *others) for flag in finding.flags]
    return tuple(dict.fromkeys(found + [flag for flag, holds in tests.items() if holds]))


def _sentence(finding: Finding) -> str:
    """Say in Chinese what the phrase was read as."""
    said = f"“{finding.text}”"
    if finding.kind == "datetime":
        said += f"读作{finding.due_at:%Y-%m-%d %H:%M}"
    elif finding.kind == "window" and finding.due and finding.starts:
        said += f"读作{finding.starts}至{finding.due}，以{finding.due}为期限"
    elif finding.kind in ("fixed", "window") and finding.due:
        said += f"读作{finding.due}"
    elif finding.kind in ("fixed", "window") and not finding.meaning:
        said += "是日期，但不知道年份"
    return said + finding.meaning + (f"，{finding.source}" if finding.source else "")
