"""Tells papers of other kinds from ours: budgets, purchases, scores, agendas, minutes, recruitment, timetables."""

import re
from collections.abc import Iterable

_OURS = re.compile(
    r"工作要点|任务分工|任务分解|任务清单|责任清单|责任分工|分工方案|工作安排|重点工作|重点任务|政务公开|政府开放|公开讲|信息公开|开放日"
)
_FOREIGN = re.compile(
    r"预算|采购|投资额|金额|分值|评分|得分|议程|纪要|招聘|职能配置|会议时间|会议地点|参会人员|通讯录|值班|课程|授课|培训班|培训(?:安排|日程|课程|计划)"
)
_SPEAKS = re.compile(rf"{_OURS.pattern}|主动公开|政策解读|回应关切|做好[^。，]{{0,12}}公开|公开[^。，]{{0,12}}信息")
_ROLE = re.compile(r"牵头|责任|配合|主办|协办|承办|负责|落实|局|办|委|各")
_AGENDA = re.compile(r"汇报|领学|主持|发言|主讲|参会|列席|宣读|传达")


def is_foreign(title: str, heads: Iterable[str] = ()) -> bool:
    """Tell whether titles or heads speak of another kind of paper, and no title of ours."""
    return not _OURS.search(title) and bool(_FOREIGN.search("\n".join((title, *heads))))


def speaks_of_tasks(text: str) -> bool:
    """Tell whether a line speaks of open government or of a plan of work."""
    return bool(_SPEAKS.search(text))


def names_doers(units_raw: str) -> bool:
    """Tell whether a phrase names who does the work, not who speaks at a meeting."""
    return bool(_ROLE.search(units_raw)) and not _AGENDA.search(units_raw)
