"""The parts of a title between which a line may end: words of the field, names and figures stay whole."""

import re

# What must stay on one line: the end of the title, names, figures with their unit, words of the field.
# The first that fits is taken, so that longer words stand before their parts.
_WHOLE = re.compile(
    r"""
    《[^》]*》 | “[^”]*” | （[^）]*） | 〔[^〕]*〕 | \([^)]*\)
  | (?:(?:完成|落实|办理|进展|工作|总体|有关|执行|整改)?情况)?的(?:通报|通知|报告|意见|决定|公告|通告|批复|请示|函|公示|复函)$
  | (?:\d{4}|[〇零一二三四五六七八九]{4})年(?:度|前|第?[一二三四1234]季度|[上下]半年|\d{1,2}月(?:份|\d{1,2}日)?)?
  | 第?[一二三四1234]季度 | [上下]半年 | \d{1,2}月(?:份|\d{1,2}日)? | 第?[\d.]+[年月日号项个次批届条%]?
  | [^\s关于、]{1,12}?人民政府(?:办公室|办公厅)? | [^\s关于、]{1,12}?委员会(?:办公室)?
  | [A-Za-z0-9.%]+
  | 政务公开(?:讲)? | 政府信息公开 | 政府开放日 | 政府信息 | 基层政务公开 | 标准化规范化 | 主动公开 | 依申请公开 | 政策解读
  | 政府网站 | 政务新媒体 | 营商环境 | 放管服 | 行政执法 | 行政许可 | 财政预算 | 公共服务 | 公共资源配置 | 社会公益事业
  | (?:省|市|县|区)?(?:教育和体育|人力资源和社会保障|住房和城乡建设|发展和改革|文化(?:广电)?和旅游|自然资源和规划)(?:局|厅|委员会)、?
  | (?:省|市|县|区)[^\s、和及与关于的]{1,8}?(?:局|镇|乡|街道|中心)、? | 国民经济和社会发展
  | 任务分工方案 | 逾期未办结 | 督办单 | 催办通知 | 重点工作 | 重点任务 | 重点领域 | 工作任务 | 任务分工 | 工作要点 | 工作方案 | 实施方案 | 工作计划 | 工作总结 | 年度报告
  | 实施意见 | 指导意见 | 若干措施 | 分工方案 | 活动安排 | 责任分工 | 领导小组 | 联席会议 | 专项督查 | 督查督办 | 督办事项 | 催办事项 | 未办结事项
  | 完成情况 | 落实情况 | 办理情况 | 进展情况 | 有关事项 | 有关问题 | 一览表 | 明细表 | 统计表 | 分工表 | 安排表 | 情况表 | 清单 | 台账
  | 进一步 | 贯彻落实 | 贯彻 | 落实 | 做好 | 加强 | 推进 | 推动 | 开展 | 印发 | 转发 | 调整 | 公布 | 规范 | 完善 | 建立 | 深化 | 全面
  | 工作 | 情况 | 任务 | 事项 | 问题 | 制度 | 机制 | 方案 | 活动 | 全县 | 全市 | 各单位 | 各乡镇 | 单位 | 部门 | 乡镇
  | 督查 | 督办 | 催办 | 考核 | 评估 | 检查 | 整改 | 培训 | 会议 | 年度 | 季度 | 有关 | 组织 | 成员 | 实施 | 办结 | 逾期
    """,
    re.VERBOSE,
)
_OPENERS, _CLOSERS = "（《“〔【(", "）》”〕】)，。：；、的了等"
_LEANING = re.compile("关于|[对和及与按]|[^关于对和及与按《（“]{1,12}?、")
# Never the end of a line: these belong to what follows.
_LEANS_ON = re.compile(r"关于|[对和及与按未各第为向]|(?:关于)?\d{4}年")


def pieces_of(title: str) -> list[str]:
    """Return the parts between which the title may be broken. What no word is known of stays whole."""
    pieces: list[str] = []
    place = unknown = 0
    while place < len(title):
        found = _WHOLE.match(title, place) or _LEANING.match(title, place)
        if found and found.end() > place:
            pieces += [title[unknown:place]] if unknown < place else []
            pieces.append(found.group())
            place = unknown = found.end()
        else:
            place += 1
    pieces += [title[unknown:]] if unknown < len(title) else []
    return _joined(pieces)


def _joined(pieces: list[str]) -> list[str]:
    """Join what may not begin a line to what stands before it, and what may not end one to what follows."""
    out: list[str] = []
    for piece in pieces:
        if out and (_leans_back(piece) or out[-1][-1] in _OPENERS or _LEANS_ON.fullmatch(out[-1])):
            out[-1] += piece
        else:
            out.append(piece)
    return out


def _leans_back(piece: str) -> bool:
    """Tell whether a piece may not begin a line: a closing mark, 的通知, a character that is no word."""
    return piece[0] in _CLOSERS or (len(piece) == 1 and not _LEANS_ON.fullmatch(piece))
