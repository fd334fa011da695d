"""The words by which an announcement of an activity names its parts, and the cutting of its text into parts.

A part begins with a heading (一、活动时间, （二）地点, 1.主题, 【报名方式】), with a labelled line (时间：…), or with a label
inside a line (时间：…；地点：…). An unknown heading of the same rank ends a part; a deeper one belongs to it.
"""

import re
from dataclasses import dataclass, field

from documents.layouts.numerals import split_numeral
from documents.text import clean, fold

# kind → its labels; an empty kind is a part that holds nothing we ask for.
LABELS = {
    "when_where": "活动时间和地点 活动时间及地点 活动时间与地点 活动时间、地点 时间和地点 时间及地点 时间与地点 时间地点 时间、地点 活动时间地点",
    "when": "活动时间 举办时间 开放时间 时间安排 活动日期 举办日期 开放日期 日期 时间 开讲时间 宣讲时间",
    "place": "活动地点 举办地点 开放地点 集合地点 活动地址 活动场所 参观地点 开放场所 开讲地点 宣讲地点 会议地点 地点 地址",
    "theme": "活动主题 开放主题 宣讲主题 主题 活动名称 讲题",
    "invitees": "邀请对象 参加对象 参与对象 活动对象 邀请人员 参加人员 参与人员 参加人 参会人员 报名对象 报名条件 招募对象 邀请范围 面向对象 开放对象 邀请嘉宾 听讲对象 参与条件",
    "seats": "活动名额 招募名额 报名名额 参与名额 名额 活动人数 报名人数 招募人数 参加人数 参与人数 活动规模 人数",
    "until": "报名截止时间 报名截止日期 报名截止 报名时间 报名期限 报名日期 截止时间 截止日期",
    "signup": "报名方式 报名办法 报名途径 报名方法 报名渠道 报名须知 报名要求 报名事项 参与方式 参加方式 报名方式及时间 报名时间及方式 报名时间和方式 报名方式和时间 报名",
    "contact": "报名电话 咨询电话 联系电话 联系方式 联系人及电话 联系人 咨询方式 电话",
    "": "活动内容 活动流程 活动安排 活动议程 活动形式 活动目的 活动背景 活动要求 有关要求 工作要求 注意事项 温馨提示 主办单位 承办单位 协办单位 主办 承办 组织形式 开放内容 "
    "宣讲内容 组织领导 备注 其他事项 其他 附件 指导思想 工作目标 主讲人 乘车路线 交通路线",
}
KINDS = {fold(label): kind for kind, labels in LABELS.items() for label in labels.split()}
_SPACED = "|".join(
    r"\s*".join(map(re.escape, label))
    for label in sorted({k for ks in LABELS.values() for k in ks.split()}, key=len, reverse=True)
)
_LABEL = re.compile(rf"({_SPACED})\s*(?:[:：]|(?<=\s)(?=\S)|(?=\s*$)|[】\]])\s*")
_GLUED = re.compile(rf"({_SPACED})(?:为|是|定于)?\s*(?=[\d二])")  # 活动时间2026年…, without a colon
_INSIDE = re.compile(rf"(?<=[;；,，。、！!？?）)\s　])({_SPACED})\s*[:：]\s*")
_MARKS = re.compile(r"^[^\w“\"《（(]+")  # ◆, 【, a picture of a calendar
_HANGING = re.compile(
    r"(?:[（(]?[一二三四五六七八九十\d]{1,2}[）)]|[一二三四五六七八九十\d]{1,2}[、.．])$"
)  # the numeral of the next piece
_RANK_OF_LABEL = 9  # a line with a label only: below every numeral


@dataclass
class Part:
    """One part: its kind, where its heading stands, and its text line by line with the lines' numbers."""

    kind: str
    line: int
    rank: int
    heading: str = ""
    lines: list[tuple[int, str]] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The text without the heading."""
        return "\n".join(text for _, text in self.lines)


def cut(text: str) -> tuple[list[Part], list[tuple[int, str]]]:
    """Return the parts, and the lines before the first of them (title, opening); line numbers count from 1."""
    parts: list[Part] = []
    opening: list[tuple[int, str]] = []
    for number, line in _without_signature(_lines(text)):
        for piece in _pieces(line):
            found = _heading(piece, parts[-1] if parts else None, number)
            if (
                found
                and found.kind == "contact"
                and found.rank == _RANK_OF_LABEL
                and parts
                and parts[-1].kind == "signup"
            ):
                parts[-1].lines.append((number, piece.strip()))  # whom to call is a part of how to sign up
            elif found:
                parts.append(found)
            elif parts:
                parts[-1].lines.append((number, piece.strip()))
            else:
                opening.append((number, piece.strip()))
    return parts, opening


def _lines(text) -> list[tuple[int, str]]:
    lines = enumerate(clean(text).split("\n"), start=1)
    return [(number, line.strip(" \t　")) for number, line in lines if line.strip(" \t　")]


_DATE_ONLY = re.compile(
    r"\(?(?:20\d\d|二[〇零○O][一二三四五六七八九〇零○O]{2})年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日\)?"
)
_SIGNED = re.compile(r"[^，。；：:、]{3,30}(?:局|办|办公室|委|委员会|中心|政府|会|队|所|院|站|行|办事处)")


def _without_signature(lines):
    """Drop the day of the paper below it, and the name above that: it is no day of the activity."""
    if len(lines) > 2 and _DATE_ONLY.fullmatch(fold(lines[-1][1])) and fold(lines[-2][1]) not in KINDS:
        bare = split_numeral(lines[-2][1])
        if not (bare and fold(bare.rest) in KINDS):
            lines = lines[:-1]
            if _SIGNED.fullmatch(fold(lines[-1][1])) and not split_numeral(lines[-1][1]):
                lines = lines[:-1]
    return lines


def _pieces(line) -> list[str]:
    starts = [0, *(match.start() for match in _INSIDE.finditer(line))]
    pieces = [line[a:b].rstrip("；;，,、 　") for a, b in zip(starts, [*starts[1:], len(line)], strict=True)]
    return [_HANGING.sub("", piece).rstrip("；;，,、 　") for piece in pieces[:-1]] + pieces[-1:]


def _heading(piece, last, number) -> Part | None:
    numeral = split_numeral(piece)
    bare = _MARKS.sub("", numeral.rest if numeral else piece)
    rank = numeral.level if numeral else 0 if piece.startswith(("【", "[")) else _RANK_OF_LABEL
    known = _LABEL.match(bare) or _GLUED.match(bare)
    if known:
        part = Part(KINDS[fold(known[1])], number, rank, fold(known[1]))
        rest = bare[known.end() :].strip(" 　】]:：")
        if rest:
            part.lines.append((number, rest))
        return part
    if (numeral or rank == 0) and last and rank <= last.rank and last.rank != _RANK_OF_LABEL:
        return Part("", number, rank, "", [(number, bare)])
    if numeral and numeral.level <= 2 and last and last.rank == _RANK_OF_LABEL:
        return Part("", number, rank, "", [(number, bare)])
    return None
