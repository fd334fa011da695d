"""The words of a circular: 总体情况, 存在问题, 工作要求, each number with the list it was counted from.

The pattern is that of published circulars (practice §8): addressees, one paragraph of basis, totals with percentages, problems
that name units where the office wants names, requirements, tables as attachments. No unit is ranked.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from documents.days import long_day, short_day
from documents.layouts.numerals import without_numeral
from reports.circular.facts import Facts
from reports.quarters import quarter_of
from tasks.figures import percent

MOST_NAMED = 30  # units in one sentence; the attachment has all
MOST_PROBLEMS = 12
MOST_WHO_SAY_IT = 10
OTHERS = {"returned_within": "审核中退回过", "extended_within": "同意延期"}  # said where there is any
ANSWERED = 5  # working days, asked for in the requirements; practice §3 finds 5 to 7


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words; listed names the list that a number was counted from (``tasks.listing``), None for plain words."""

    text: str
    listed: dict | None = None


@dataclass(slots=True)
class Section:
    """A heading (empty for what stands before the first) with its paragraphs, each with a run-in head or none."""

    heading: str
    paragraphs: list[tuple[str, list[Piece]]] = field(default_factory=list)

    def say(self, *pieces: str | Piece, head: str = "") -> None:
        """Add a paragraph."""
        self.paragraphs.append((head, [Piece(piece) if isinstance(piece, str) else piece for piece in pieces if piece]))


@dataclass(frozen=True, slots=True)
class Options:
    """What the office chooses: whether units are named, good ones and late ones."""

    good: bool = False
    late: bool = False


def period_words(first: date, last: date) -> str:
    """Return 2026年第二季度, 2026年上半年, 2026年前三季度, 2026年 or 2026年1月1日至10月15日."""
    months = (first.month, last.month)
    if first.day == 1 and (last.month, last.day) in ((3, 31), (6, 30), (9, 30), (12, 31)):
        if months == (1, 12):
            return f"{first.year}年"
        if months == (1, 9):
            return f"{first.year}年前三季度"
        if months == (1, 6):
            return f"{first.year}年上半年"
        if months[0] == months[1] - 2 and months[1] % 3 == 0:
            return f"{first.year}年第{'一二三四'[months[1] // 3 - 1]}季度"
    return f"{long_day(first)}至{short_day(last)}"


def _late(figures: dict) -> str:
    """Return how many of those due were reported after their day; the three parts make up the whole."""
    late = figures["due"] - figures["in_time"] - figures["overdue"]
    return f"；逾期报送{late}件" if late else ""


def title_words(first: date, last: date) -> str:
    """Return a period for a title, without two dates: 2026年第二季度; where it is not over, 2026年第四季度以来 or 2026年以来."""
    words = period_words(first, last)
    if "至" not in words:
        return words
    quarter = quarter_of(first)
    if first == quarter[0] and last <= quarter[1]:
        return f"{period_words(*quarter)}以来"
    return f"{first.year}年以来" if (first.month, first.day) == (1, 1) else f"{last.year}年"


class Wording:
    """The words for some facts. ``sections()`` gives the text, ``title`` its title."""

    def __init__(self, facts: Facts, options: Options):
        self.facts, self.options = facts, options
        self.first, self.last = date.fromisoformat(facts.first), date.fromisoformat(facts.last)
        self.period = period_words(self.first, self.last)
        self.title = f"关于{title_words(self.first, self.last)}政务公开重点工作进展情况的通报"

    def sections(self) -> list[Section]:
        """Return the text of the circular, in its order."""
        return [self._basis(), self._whole(), *self._good(), self._problems(), self._demands()]

    def number(self, number: int, show: str, **more) -> Piece:
        """Return a number with the list behind it."""
        within = {"within": f"{self.facts.first}..{self.facts.last}"} if show.endswith("_within") else {}
        plan = {"plan": self.facts.plans[0]["key"]} if len(self.facts.plans) == 1 else {}
        return Piece(
            str(number), {"show": show, "year": self.facts.year, "on": self.facts.last, **plan, **within, **more}
        )

    # -- the sections

    def _basis(self) -> Section:
        section, plans = Section(""), self.facts.plans
        names = "、".join(
            f"《{plan['title']}》" + (f"（{plan['number']}）" if plan["number"] else "") for plan in plans[:3]
        )
        more = f"等{len(plans)}份文件" if len(plans) > 3 else ""
        section.say(f"根据{names}{more}要求，现将截至{long_day(self.last)}的进展情况通报如下。")
        return section

    def _whole(self) -> Section:
        f, section = self.facts.figures, Section("总体情况")
        going = f["unanswered"] - f["unreceived"]
        section.say(
            f"{self.facts.year}年共安排重点任务{self.facts.tasks}项，分解为单位任务",
            self.number(f["total"], "total"),
            f"件，涉及{len(self.facts.units)}个单位。截至{long_day(self.last)}，已办结",
            self.number(f["done"], "done"),
            f"件，占{percent(f['done'], f['total']) or '0%'}，其中按期办结",
            self.number(f["on_time"], "on_time"),
            "件、逾期办结",
            self.number(f["late"], "late"),
            "件；待审核",
            self.number(f["review"], "review"),
            f"件；办理中{going}件；待签收",
            self.number(f["unreceived"], "unreceived"),
            f"件。{self._against_the_calendar()}",
            head="任务办理情况",
        )
        if f["due"] or f["today"]:
            section.say(*self._due(), *self._due_today(), head="到期任务情况")
        self._of_the_period(section)
        if self.facts.headings:
            said = "；".join(
                f"“{without_numeral(row['text'])}”{row['figures']['total']}件，已办结{row['figures']['done']}件"
                for row in self.facts.headings
            )
            section.say(f"{said}。", head="各部分进展情况")
        self._activities(section)
        return section

    def _against_the_calendar(self) -> str:
        if not self.facts.elapsed:
            return ""
        done = self.facts.figures["done"] / max(self.facts.figures["total"], 1)
        behind = round((self.facts.elapsed - done) * 100)
        said = f"序时进度为{round(self.facts.elapsed * 100)}%，"
        return said + ("总体达到序时进度。" if behind <= 0 else f"总体低于序时进度{behind}个百分点。")

    def _of_the_period(self, section) -> None:
        p = self.facts.period
        others = [(name, said) for name, said in OTHERS.items() if p[name]]
        also = [words for name, said in others for words in (f"；{said}", self.number(p[name], name), "件")]
        section.say(
            f"{self.period}到期",
            self.number(p["due_within"], "due_within"),
            "件；审核办结",
            self.number(p["done_within"], "done_within"),
            "件（含提前和逾期办结的）",
            *also,
            "。",
            head="本期办理情况",
        )

    def _due(self) -> tuple:
        f = self.facts.figures
        if not f["due"]:
            return ()
        open_ones = ("；已逾期、尚未报送", self.number(f["overdue"], "overdue"), "件") if f["overdue"] else ()
        return (
            f"截至{short_day(self.last)}已到期的单位任务",
            self.number(f["due"], "due"),
            "件，按期报送",
            self.number(f["in_time"], "in_time"),
            f"件，占{percent(f['in_time'], f['due'])}{_late(f)}",
            *open_ones,
            "。",
        )

    def _due_today(self) -> tuple:
        """What is due on the last day itself is still in time on that day: it is named, and held against nobody."""
        f = self.facts.figures
        if not f["today"]:
            return ()
        also = "另有" if f["due"] else "有"
        return also, self.number(f["today"], "today"), f"件期限就在{short_day(self.last)}，尚未报送，不计入逾期。"

    def _activities(self, section) -> None:
        rows = self.facts.activities
        if not rows:
            return
        states = [row.state for row in rows]
        published, cancelled = states.count("已公开活动情况"), states.count("已取消")
        held = published + states.count("已举办") + states.count("已办结")
        section.say(
            f"{self.period}计划开展政务公开讲、政府开放日活动{len(rows)}场，已举办{held}场，已公开活动情况{published}场"
            + (f"，取消{cancelled}场" if cancelled else "")
            + "。",
            head="政务公开活动情况",
        )

    def _good(self) -> Iterator[Section]:
        good = [
            unit.name
            for unit in self.facts.units
            if unit.figures["due"] and unit.figures["due"] == unit.figures["in_time"]
        ]
        if not good:
            return
        section = Section("工作成效")
        named = f"，分别是：{_named(good)}" if self.options.good else ""
        section.say(f"到期任务全部按期报送的单位有{len(good)}个{named}。")
        yield section

    def _problems(self) -> Section:
        section, f = Section("存在问题"), self.facts.figures
        late = [(unit.name, unit.figures["overdue"]) for unit in self.facts.units if unit.figures["overdue"]]
        if late:
            named = f"：{_named([f'{name}{number}件' for name, number in late])}" if self.options.late else ""
            section.say(
                f"截至{long_day(self.last)}，有{len(late)}个单位的",
                self.number(f["overdue"], "overdue"),
                f"件任务已过期限仍未报送{named}。",
                head="部分任务逾期未报送",
            )
        if f["unreceived"]:
            units = sum(1 for unit in self.facts.units if unit.figures["unreceived"])
            section.say(
                f"有{units}个单位的",
                self.number(f["unreceived"], "unreceived"),
                "件任务下发后尚未签收。",
                head="部分任务尚未签收",
            )
        if problems := self.facts.problems:
            asked = sum(row.needs_coordination for row in problems)
            need = f"（其中{asked}条需要协调）" if asked else ""
            said = self._said(problems)
            rest = f"；其余{len(said) - MOST_PROBLEMS}类见任务台账" if len(said) > MOST_PROBLEMS else ""
            section.say(
                f"各单位在报送中反映困难和问题{len(problems)}条{need}，主要是：{'；'.join(said[:MOST_PROBLEMS])}{rest}。",
                head="各单位反映的困难和问题",
            )
        if not section.paragraphs:
            section.say(f"截至{long_day(self.last)}，没有逾期未报送的任务，各单位没有反映需要协调的问题。")
        return section

    def _said(self, problems) -> list[str]:
        """Return each problem once with who named it, what asks for coordination first, then what many named."""
        same: dict[str, list] = {}
        for row in problems:
            same.setdefault(row.text.rstrip("。；;."), []).append(row)
        order = sorted(
            same.items(), key=lambda item: (not any(row.needs_coordination for row in item[1]), -len(item[1]))
        )
        return [f"“{text}”（{self._who(rows)}）" for text, rows in order]

    def _who(self, rows) -> str:
        if not self.options.late:
            return f"{len(rows)}条"
        return _named(list(dict.fromkeys(row.unit for row in rows)), most=MOST_WHO_SAY_IT)

    def _demands(self) -> Section:
        section, f = Section("工作要求"), self.facts.figures
        if f["overdue"]:
            section.say(
                f"逾期未报送的单位请于收到本通报后{ANSWERED}个工作日内报送进展情况；确有困难的，说明原因和预计完成时间。",
                head="抓紧办理逾期任务",
            )
        if f["month"]:
            section.say(
                f"自{short_day(self.last)}起30天内到期、尚未报送的单位任务有",
                self.number(f["month"], "month"),
                "件，请各责任单位对照任务分工，抓紧安排，按期报送。",
                head="按期完成到期任务",
            )
        section.say(
            "报送进展情况时写明已做的工作和结果，并附公开页面的链接；已经公开的内容不必另附材料。", head="提高报送质量"
        )
        return section


def _named(names: list[str], most: int = MOST_NAMED) -> str:
    return "、".join(names[:most]) + (f"等{len(names)}个单位" if len(names) > most else "")
