"""Find deadline phrases in a text: claim spans rule by rule, then read them from left to right."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property, lru_cache

from documents.grammar.days import day_of, month_end
from documents.text import chinese_number, fold, places_of

# Building blocks of the patterns; a pattern holds <Y>, <M> … in their place.
_NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
# A look at the first character spares the alternatives behind it at most places of a text.
_YEAR = (
    r"(?=[\d二今本当明次翌来下])(?:(?P<y>(?<!\d)(?:20)?\d\d|二[〇零○O0][一二三四五六七八九〇零○O]{2})年度?"
    r"|(?P<yw>今年|本年度?|当年度?|明年|次年|翌年|来年|下一?年度?))"
)
_MONTH = r"(?=[\d一二三四五六七八九十元])(?P<m>(?<![\d.])\d{1,2}|(?<![一二三四五六七八九十])[一二三四五六七八九十]{1,2}|元(?=月))月份?"
_BEFORE = r"(?:之前|以前|前|截止|为止|止|内)?"
_WEEKDAY = r"(?:\(?(?:星期|周|礼拜)(?P<w>[一二三四五六日天])\)?)?"
_TIME = (
    r"(?:[,]?(?:(?P<half>上午|中午|下午|晚上?|早上)?(?P<h>\d{1,2})[:时点](?P<min>[0-5]\d|半)?分?(?::00)?"
    r"|(?P<half2>上午|中午|下午)?下班|(?P<half3>上午|中午|下午)))"
)
_COUNTER = (
    r"(?:场次|批次|次(?!性|日|年|数|月|要|序|代)|场(?!所|景|地|合|馆)|期(?!间|限|末|刊)|篇|条(?!件|款|例|目)|件(?!事)"
    r"|个[^,。;、:()]{0,6}?活动)"
)
_MACROS = {
    "<YEAR>": _YEAR,
    "<Y>": f"(?:{_YEAR}的?,?)?",
    "<M>": _MONTH,
    "<D>": f"(?P<d>{_NUMBER})",
    "<D2>": f"(?P<d2>{_NUMBER})",
    "<Y2>": r"(?:(?P<y2>20\d\d)年|(?P<yw2>次年|翌年|明年|下年))?",
    "<NUM>": _NUMBER,
    "<N>": r"(?=[\d一二三四五六七八九十两半])(?P<n>(?<!\d)\d{1,3}|[一二三四五六七八九十两]{1,3}|半)(?:-\d{1,3})?",
    "<COUNTER>": _COUNTER,
    "<WEEKDAY>": _WEEKDAY,
    "<TIME>": _TIME,
    "<BEFORE>": _BEFORE,
    "<HAN>": r"[\u4e00-\u9fff]",
    "<SPAN>": r"(?:到|至|-)",
}
_NEXT_YEAR = ("明", "次", "翌", "来", "下")


def compile_pattern(pattern: str) -> re.Pattern[str]:
    """Replace the building blocks in a pattern and compile it."""
    for name, block in _MACROS.items():
        pattern = pattern.replace(name, block)
    return re.compile(pattern)


@dataclass(frozen=True, slots=True)
class Finding:
    """One phrase found. ``meaning`` completes the sentence “phrase”…; ``text`` is the phrase as printed."""

    kind: str
    due: date | None = None
    starts: date | None = None
    due_at: datetime | None = None
    count: int | None = None
    flags: tuple[str, ...] = ()
    meaning: str = ""
    text: str = ""
    source: str = ""
    rule: str = ""
    span: tuple[int, int] = (0, 0)
    around: tuple[str, str] = ("", "")  # a few folded characters before and behind

    def found(self, text: str, source: str, rule: str, span: tuple[int, int], around: tuple[str, str]) -> "Finding":
        """Return the finding with its place; ``replace`` takes several times as long."""
        read = self.kind, self.due, self.starts, self.due_at, self.count, self.flags, self.meaning
        return Finding(*read, text, source, rule, span, around)

    @property
    def sense(self) -> tuple:
        """What must be equal for two phrases to be one phrase printed twice."""
        return self.kind, self.due, self.starts, self.due_at, self.count, "" if self.due else self.meaning


@dataclass(slots=True)
class Context:
    """What the paper knows of the year, and the year last named in the same text."""

    year: int | None
    issued_on: date | None
    named: int | None = None
    source: str = ""

    def base(self) -> int | None:
        """Return the plan's year, or the year of issue when the title names none."""
        if self.year is None and self.issued_on:
            self.source = "年份取自成文日期"
            return self.issued_on.year
        self.source = "年份取自标题" if self.year else ""
        return self.year

    def year_of(self, match: re.Match[str]) -> int | None:
        """Return the year a phrase means: its own, the one named before it in the text, or the plan's."""
        groups = match.groupdict()
        if groups.get("y"):
            self.source = ""
            year = chinese_number(groups["y"].replace("O", "〇")) or 0
            self.named = year if year > 99 else 2000 + year
            return self.named
        word = groups.get("yw")
        if self.named and not word:
            self.source = "年份取自同一格前一个时点"
            return self.named
        base = self.base()
        return base + 1 if base and word and word.startswith(_NEXT_YEAR) else base


@dataclass(frozen=True)
class Rule:
    """A pattern, the function that reads its match, whether it counts inside prose, and examples of its phrases.

    ``needs`` holds groups of characters; without one of each group in the text the pattern cannot match.
    """

    name: str
    written: str
    read: Callable[[re.Match[str], Context], Finding]
    needs: tuple[frozenset[str], ...] = ()
    prose: bool = False
    examples: str = field(default="", compare=False)

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The compiled pattern; most papers need a few of the rules, and compiling all takes longer than reading those."""
        return compile_pattern(self.written)


class RuleBook:
    """Rules in order of precedence, and which of them a text can match at all."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = tuple(rules)
        needed = {char for rule in self._rules for group in rule.needs for char in group}
        self._needed = re.compile(f"[{re.escape(''.join(sorted(needed)))}]")
        # Texts hold few of the needed characters, so the same few sets of them come up again and again.
        self._choose = lru_cache(maxsize=4096)(self._rules_for)

    def rules_for(self, folded: str) -> list[Rule]:
        """Return the rules whose needed characters stand in the text."""
        return self._choose(frozenset(self._needed.findall(folded)))

    def _rules_for(self, present: frozenset[str]) -> list[Rule]:
        return [rule for rule in self._rules if not any(map(present.isdisjoint, rule.needs))]


def scan(raw: str, book: RuleBook, context: Context) -> tuple[list[Finding], str]:
    """Return the findings in order of print, and the folded text with every claimed character blanked out."""
    rest = folded = fold(raw)
    claims: list[tuple[re.Match[str], Rule]] = []
    for rule in book.rules_for(folded):
        rest = _claim(rule, rest, claims)
    if not claims:
        return [], rest
    claims.sort(key=lambda claim: claim[0].start())
    return _join(_read(claims, raw, folded, context), folded), rest


def _claim(rule: Rule, rest: str, claims: list[tuple[re.Match[str], Rule]]) -> str:
    """Add the rule's matches to the claims and return the text with them blanked out, so that no later rule sees them."""

    def take(match: re.Match[str]) -> str:
        if match[0]:
            claims.append((match, rule))
        return "\0" * len(match[0])

    return rule.pattern.sub(take, rest)


def _read(claims: list[tuple[re.Match[str], Rule]], raw: str, folded: str, context: Context) -> list[Finding]:
    places = places_of(folded, raw)
    findings = []
    for match, rule in claims:
        context.source = ""
        finding = rule.read(match, context)
        start, end = match.span()
        printed = _BLANKS.sub("", raw[places[start] : places[end - 1] + 1])
        source = context.source if finding.due or finding.starts else ""
        around = folded[max(0, start - 5) : start], folded[end : end + 10]
        findings.append(finding.found(printed, source, rule.name, (start, end), around))
    return findings


_BLANKS = re.compile(r"\s+")
_BETWEEN = re.compile(r"(?:起|开始)?(?:到|至|-)于?")
_FROM = re.compile(r"起(?!草)|开始")


def _join(findings: list[Finding], folded: str) -> list[Finding]:
    """Join “from A to B” into one window, and read “from A on” as open with a start."""
    joined: list[Finding] = []
    for finding in findings:
        last = joined[-1] if joined else None
        between = folded[last.span[1] : finding.span[0]] if last else ""
        if last and _dated(last) and _dated(finding) and _BETWEEN.fullmatch(between):
            joined[-1] = _window(last, finding, folded)
        else:
            joined.append(finding)
    return [_open_ended(finding) for finding in joined]


def _dated(finding: Finding) -> bool:
    return finding.kind in ("fixed", "window", "datetime") or finding.rule == "from_now"


def _window(first: Finding, last: Finding, folded: str) -> Finding:
    starts, due = first.starts or first.due, last.due
    if starts and due and due < starts:
        due = day_of(due.year + 1, due.month, due.day) or month_end(due.year + 1, due.month)
    text = first.text + folded[first.span[1] : last.span[0]] + last.text
    flags = tuple(dict.fromkeys(first.flags + last.flags))
    return Finding(
        "window", due, starts, None, None, flags, "", text, first.source, "span", (first.span[0], last.span[1])
    )


def _open_ended(finding: Finding) -> Finding:
    match = _FROM.match(finding.around[1])
    if not match or finding.kind not in ("fixed", "window") or finding.text.endswith(("前", "底", "末", "止", "内")):
        return finding
    starts = finding.starts or finding.due
    lead = finding.around[0][-1:] if finding.around[0].endswith(("从", "自")) else ""
    meaning = f"：自{starts or finding.text}起，没有终止日期"
    return replace(
        finding, kind="open", due=None, starts=starts, text=lead + finding.text + match[0], meaning=meaning, rule="from"
    )
