"""Names the reason why a line of a file is no task: addressees, notes, page furniture, signatures."""

import re

_REASONS = (
    (re.compile(r"^\s*(?:注|备注|说明|填[报表]说明|备\s*注)\s*[:：1一]|^[*※]"), "表下的注释，不是任务"),
    (re.compile(r"^\s*附\s*件"), "附件标记，不是任务"),
    (
        re.compile(
            r"当前(?:所在)?(?:的)?位置|首页|访问量|浏览(?:量|次数)|点击(?:数|量|率)|字[体号]|文字大小|打印|关闭|分享|收藏|扫一扫|二维码|"
            r"上一[篇条]|下一[篇条]|相关(?:文章|链接|阅读|附件|文档|解读)|版权所有|主办[:：]|备案|网站地图|联系我们|责任编辑|信息来源|"
            r"^来源[:：]|发布(?:时间|日期|机构)|索\s*引\s*号|发文(?:机关|字号|日期)|主题分类|^(?:图解|政策解读|解读|下载|搜索|登录)[:：]?\S{0,40}$|"
            r"有效性|验\s*证\s*码|联系方式|^\s*\*?姓\s*名"
        ),
        "网页栏目或网页信息，不是文件正文",
    ),
    (re.compile(r"[（(](?:此件|本件|本文).*公开.*[)）]|公开(?:方式|属性|形式)[:：]"), "公开属性，不是任务"),
    (re.compile(r"^[^。；]*(?:各|县|市|区|委|局|镇|乡|单位|部门)[^。；]*[：:]$"), "主送单位，不是任务"),
    (
        re.compile(r"现将.*印发|印发给你们|遵照执行|贯彻(?:落实|执行)。?$|请.*(?:抓好|报送|报[^。]{0,12}办)"),
        "印发通知的正文，不是任务",
    ),
    (
        re.compile(
            r"^\s*[12][\d年月日\s〇零○一二三四五六七八九十./-]{4,}\s*$|^\s*[二一][〇零○一二三四五六七八九十年月日\s]+$"
        ),
        "日期，不是任务",
    ),
    (re.compile(r"^.{2,30}(?:人民政府|办公室|办公厅|委员会|领导小组|局|管委会)$"), "落款，不是任务"),
    (re.compile(r"^\s*(?:抄送|抄报|主送|联系人)|印发$"), "版记，不是任务"),
    (re.compile(r"^(?:目\s*录|第?\s*\d+\s*页?|[-—]\s*\d+\s*[-—])$"), "页码或目录，不是任务"),
)
_FOOTER = re.compile(
    r"^\s*(?:制表|审核|审批|打印|联系|填[表报])(?:人|单位|部门|时间|日期|电话|方式)?\s*[:：]|^\s*(?:联系|填[表报]|制表|审核)人(?:\s|$)"
    r"|^\s*(?:联系|咨询|办公)?电\s*话|^\s*(?:电子)?(?:邮箱|邮件)|^\s*传\s*真|^\s*打印(?:日期|时间|人)"
)
_INSTRUCTIONS = re.compile(r"工作表“(?:填[写表报]|使用|编制)说明”")
_TITLE = re.compile(r"^[^。；;]{4,60}(?:要点|分工表?|分解表?|安排表?|计划表?|方案|清单|台账|一览表|的通知)$")
_LOOKED_AT = 300  # characters; enough to know a line by, and a hostile line costs no more
_DEFAULT = "不是任务、活动或标题的文字"


def why_not_read(text: str) -> str:
    """Return in Chinese why a leftover line is neither task nor activity."""
    text = text[:_LOOKED_AT]
    if is_footer(text):
        return "表尾的联系、制表信息，不是任务"
    found = next((why for pattern, why in _REASONS if pattern.search(text)), None)
    return found or ("标题，不是任务" if _TITLE.search(text) else _DEFAULT)


def is_note(text: str) -> bool:
    """Tell whether a line is a note below or above a table."""
    return bool(_REASONS[0][0].match(text)) or text.startswith(("填报", "填表", "备注", "注："))


def is_instruction_sheet(name: str) -> bool:
    """Tell whether a worksheet only says how the others are to be filled in."""
    return _INSTRUCTIONS.fullmatch(name) is not None


def is_footer(text: str) -> bool:
    """Tell whether a line names who made, checked or answers for a table: 制表, 审核, 联系电话."""
    return bool(_FOOTER.match(text[:_LOOKED_AT]))
