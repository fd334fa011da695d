"""What the head of a column says: its role in a division table or in an activity schedule."""

import re
from dataclasses import dataclass
from functools import lru_cache

from documents.layouts.numerals import split_numeral

_BLANKS = re.compile(r"\s+")
_BRACKETS = re.compile(r"[（(〔\[].*?[)）〕\]]")
_LONGEST = 16

# The labels of a web page's data box look like heads of columns but are none.
_NO_HEAD = re.compile(
    r"索引|发布机构|发文机关|发布日期|生成日期|成文日期|发文日期|主题分类|文号|发文字号|有效性|公开类别|关键词|信息来源"
)
_TITLE = re.compile(r".{5,}(?:表|要点|方案|台账|清单|通知)")  # the title of a short table stands above its head
_LEADER = re.compile(r"领导|负责人|联系人|联络员|电话|责任人|经办人|分管|姓名|职务")
_UNIT = re.compile(
    r"单位|部门|科室|处室|股室|机构|责任分工|责任主体|责任者|责任科|牵头科|^分工$|^责任$|^主责$|主要责任|其他责任|牵头责任|协同责任|"
    r"^(?:牵头|主办|承办|协办|配合|协同|参与|负责)(?:方|者)?$"
)
_LEAD = re.compile(r"牵头|主办|主要责任|主责|第一责任|首要")
_ASSIST = re.compile(r"配合|协办|协同|协助|参与|会办")
_EITHER = re.compile(r"[/／、及和与或].*责任|责任.*[/／、及和与或]")  # 配合/责任单位 names both kinds
_TIME = re.compile(r"时限|时间|期限|节点|日期|截止|月份|进度(?:安排|要求|计划)|^时[间]?$")
_SEQ = re.compile(r"序号|编号|序|项目序号|任务序号|任务编号|NO\.?|No\.?|№|项次|行次")
_THEME = re.compile(
    r"(?:活动|开放|宣讲|讲解|访谈|开讲|公开讲|拟开放|参观)(?:日)?(?:的)?(?:主题|名称|内容|项目|题目)|.{0,8}(?:主题|题目|讲题|选题|课题|议题)(?:名称|内容)?|开放领域|活动主题及内容"
)
_FORM = re.compile(
    r"(?:活动|开放|开展|举办|组织)(?:形式|方式|类型|类别)|形式|(?:是否(?:为|属于|开展|举办)?)?(?:政务公开讲|政府开放日|政务开放日|公开讲|开放日)"
)
_OTHER = re.compile(
    r"情况|成果|形式|评分|分值|得分|(?:考核|督办|评价)(?!的?(?:事项|要求|内容|任务|指标|项目|要点))|状态|佐证|进展|标志|地点|地址|对象|人数|规模|渠道|载体|平台|依据|来源|逾期|待审核"
)
_MONTH = re.compile(r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])月份?")
_REMARK = re.compile(r"备注|说明")
_REQUIREMENT = re.compile(r"要求|措施|举措|标准|具体|分解|细化|落实事项|做法")
_TASK = re.compile(r"任务|工作|内容|事项|要点|项目|类别|分类|指标|领域|板块|方面|专题|目标|栏目|重点|范围")


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its printed head and the role read from it."""

    role: str  # seq task requirement units deadline leader theme form remark other; tick: a mark for one month
    head: str = ""
    unit_role: str | None = None  # for role "units": lead, responsible, assist
    form: str | None = None  # for role "form": talk, open_day
    month: bool = False  # a head that names a month rather than a time limit
    settled: bool = False  # the office has said what the column means


def squeeze(text: str) -> str:
    """Return a head without blanks and line breaks: 工 作 任 务 is 工作任务."""
    return _BLANKS.sub("", text)


def bare_head(text: str) -> str:
    """Return a head without blanks and without its remark in brackets."""
    printed = squeeze(text)
    return _BRACKETS.sub("", printed).strip("：:*") or printed.strip("（）()")


def month_mark(text: str) -> Column | None:
    """Return the column of a month in which a mark stands for “then”: 3月 | 4月 | 5月."""
    printed = squeeze(text)
    return Column("tick", printed, month=True) if _MONTH.fullmatch(printed) else None


@lru_cache(maxsize=5_000)
def read_head(text: str) -> Column | None:
    """Return the column a head describes, or None when the text is no head."""
    if text.isdecimal():
        return None  # the numbers of a long table's rows
    printed, bare = squeeze(text), bare_head(text)
    if not bare or len(bare) > _LONGEST or bare[-1] in "。；;，" or _NO_HEAD.search(bare) or split_numeral(bare):
        return None
    role = None if _TITLE.fullmatch(bare) else _role(bare)
    if role is None:
        return None
    if role == "units":
        return Column(role, printed, unit_role=_unit_role(bare))
    if role == "form":
        return Column(role, printed, form=form_of(bare))
    return Column(role, printed, month="月" in bare)


def form_of(text: str) -> str | None:
    """Return the activity form that a text names: 政务公开讲 or 政府开放日."""
    bare = squeeze(text)
    if "公开讲" in bare or "宣讲" in bare:
        return "talk"
    return "open_day" if "开放日" in bare or "开放活动" in bare else None


def _role(bare: str) -> str | None:
    for role, pattern in (("seq", _SEQ), ("theme", _THEME), ("form", _FORM)):
        if pattern.fullmatch(bare):
            return role
    if _REMARK.search(bare) and len(bare) <= 6:
        return "remark"
    if _LEADER.search(bare) and not re.search(r"单位[及和与、/]|科室[及和与、/]|部门[及和与、/]", bare):
        return "leader"
    for role, pattern in (
        ("units", _UNIT),
        ("deadline", _TIME),
        ("other", _OTHER),
        ("requirement", _REQUIREMENT),
        ("task", _TASK),
    ):
        if pattern.search(bare):
            return role
    return None


def _unit_role(bare: str) -> str:
    leads, assists = bool(_LEAD.search(bare)), bool(_ASSIST.search(bare))
    if leads == assists or _EITHER.search(bare):
        return "responsible"
    return "lead" if leads else "assist"
