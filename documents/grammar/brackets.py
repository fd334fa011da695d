"""Find the units of a work point: in the bracket at its end, behind a label, or in a sentence “由…负责”."""

import re
from functools import lru_cache
from itertools import islice

from documents.grammar.deadlines import reads_as_deadline, split_deadline_from_units
from documents.grammar.names import core, is_bare, is_complete, is_group
from documents.grammar.roles import DEED, divide
from documents.grammar.splitting import split_names

_OPEN, _CLOSE = "（(【〔[", "）)】〕]"
_ROLE_WORD = re.compile(r"牵头|负责|配合|协助|责任单位|责任部门|责任科室|责任股室|承办单位|主办单位|落实单位|分工")
_NEVER = re.compile(
    r"^\s*(?:以下|简称|下同|附|详见|见|含|包括|此件|试行|暂行|修订|草案|略|注|联系|电话|不含|除|计划|兑现|平台)|^[\d〔〕\[\]号年月日修订版.\-\s]*$"
    r"|(?:修订|修正)\)?$|简称|电话|附件"
)
_LEVEL_START = re.compile(r"^(?:国务院|中央|各|有关|相关|全[省市县区]|[省市县区州旗]|.{2,6}[省市县区州旗镇乡])")
_SENTENCE_END = "。；;！!？?：:"


@lru_cache(maxsize=4096)
def find_units_in_brackets(paragraph: str) -> tuple[str, str] | None:
    """Return the paragraph without its last bracket and the bracket's content, if that reads as responsible units."""
    text, deadline = paragraph.rstrip(), ""
    for _ in range(3):
        found = _last_bracket(text)
        if not found:
            return None
        head, content = found
        if content and not deadline and reads_as_deadline(content):
            deadline, text = content, head.rstrip("，,；; ")
            continue
        if not _reads_as_units(content, head):
            return None
        mark = text.rstrip()[-1]
        stop = mark if mark in "。；;" and head.rstrip()[-1:] not in _SENTENCE_END else ""
        return head.rstrip() + stop, f"{content}；完成时限：{re.split('[:：]', deadline)[-1]}" if deadline else content
    return None


def heading_bracket(heading: str) -> tuple[str, str]:
    """Return a heading and the units in its own bracket; the second is empty when it has none."""
    return find_units_in_brackets(heading) or (heading, "")


_INSIDE = re.compile(r"[（(【]((?:[^（()）【】]|[（(][^（()）]{0,80}[）)]){2,300})[）)】](?=([。；;]?)(.?))", re.DOTALL)


@lru_cache(maxsize=4096)
def find_units_inside(paragraph: str) -> tuple[str, ...]:
    """Return the brackets of units that close single sentences, with more of the paragraph behind them."""
    found = []
    for match in _INSIDE.finditer(paragraph):
        head, content = paragraph[: match.start()].rstrip(), match[1].strip()
        closes_sentence = head[-1:] in "。；;！" or (match[2] and _ROLE_WORD.search(content))
        if head and match[3] and closes_sentence and _reads_as_units(content, head):
            found.append(content)
    return tuple(found)


def _last_bracket(text: str) -> tuple[str, str] | None:
    """Return the text before and the content of the bracket pair that ends the text; full and half width may mix."""
    end = len(text.rstrip("。；;.，, \n\t"))
    if not end or text[end - 1] not in _CLOSE:
        return None
    depth = 0
    for place in range(end - 1, max(-1, end - 1500), -1):
        depth += (text[place] in _CLOSE) - (text[place] in _OPEN)
        if depth == 0:
            return text[:place], text[place + 1 : end - 1].strip()
    return None


_TIME_FIRST = re.compile(
    r"(?:^|(?<=[，,；;。\s]))(?:完成|办结|办理|整改|截止|落实)?(?:时限|时间|期限)(?:要求|节点)?\s*[:：]\s*([^，,；;。:：\n]{1,30})[，,；;。\n]\s*(?=\S)"
)


def split_deadline(content: str) -> tuple[str, str]:
    """Cut the deadline off a phrase of units, whether it stands before them (完成时限：…，责任单位：…) or behind."""
    match = _TIME_FIRST.search(content)
    if match:
        return content[: match.start()] + content[match.end() :], match[1].strip()
    return split_deadline_from_units(content)


def _names(content: str) -> list[str]:
    units, _ = split_deadline(content)
    return [name for part in divide(units) if not part.people for name in split_names(part.text)[0]]


def _reads_as_units(content: str, head: str) -> bool:
    """Responsible units, not a remark: every name complete, and a role word, or no name before that it could explain."""
    if not content or _NEVER.search(content):
        return False
    names = _names(content)
    if not names or len(max(names, key=len)) > 40:
        return False
    complete = [name for name in names if is_complete(name)]
    if _ROLE_WORD.search(content):
        return len(complete) * 2 >= len(names)
    if len(complete) < len(names):
        return False
    before = head.rstrip()
    inside_sentence = before and before[-1] not in _SENTENCE_END
    if inside_sentence and any(map(is_bare, names)):
        return False
    if inside_sentence and len(names) == 1 and not is_group(names[0]):
        return bool(_LEVEL_START.match(core(names[0]))) and not is_complete(re.split(r"[，。、；,;]", before)[-1][-12:])
    return True


def reads_as_units(text: str) -> bool:
    """Tell whether the whole text is a list of units and nothing else."""
    return len(text) <= 300 and text[-1:] not in "。；" and _reads_as_units(text, "")


_LABEL = (
    r"(?:(?:总?牵头|责任|主要责任|其他责任|配合|协办|协同|协同责任|牵头责任|主办|承办|落实|实施)(?:单位|部门|科室|股室|处室)|牵头|配合)"
    r"(?:及分工)?\s*(?:[】\]]\s*[:：]?|[:：])"
)
_LABELLED = re.compile(rf"(?:^|[。；;，,!！\n\s（(])\s{{0,20}}[【\[]?{_LABEL}")
# A sentence that tells units what to do is the work itself, not the line that names them.
_ORDER = re.compile(r"要|应(?!急)|须|认真|切实|严格|务必|进一步|同志")


@lru_cache(maxsize=4096)
def find_units_in_sentence(paragraph: str) -> tuple[str, str] | None:
    """Return the text before and the units of “责任单位：…” at the end, or of a last sentence “由…牵头，…配合”."""
    text = paragraph.rstrip()
    label = _LABELLED.search(text, max(0, len(text) - 1500))
    if label:
        start = re.search(_LABEL, text[label.start() :]).start() + label.start()
        units = text[start:].rstrip("）)】]。 ")
        names = _names(units)
        if names and sum(map(is_complete, names)) * 2 >= len(names):
            return text[: label.start() + (text[label.start()] in "。；;!！")].rstrip(), units
        return None
    return _last_sentence(text) or _before_deadline(text) or _last_clause(text) or _amid_sentences(text)


def _last_sentence(text: str) -> tuple[str, str] | None:
    body = text.rstrip("。；; ")
    start = max(body.rfind(mark) for mark in "。；;！!\n") + 1
    sentence = body[start:].strip()
    if len(sentence) > 400 or not re.search(r"(?:牵头|负责|配合|协助|落实)(?:落实|实施|推进)?$", sentence):
        return None
    units = re.sub(r"^(?:(?:此|该|本|以上|上述)项?(?:工作|任务|事项)|责任分工[:：])?,?，?由?", "", sentence)
    return (text[:start].rstrip(), units) if _all_complete(units) else None


def _before_deadline(text: str) -> tuple[str, str] | None:
    """Find “由A牵头，B负责。6月底前完成。”: the last sentence is a deadline, the one before it names the units."""
    body = text.rstrip("。；; ")
    start = max(body.rfind(mark) for mark in "。；;\n") + 1
    if not 0 < start < len(body) or not reads_as_deadline(body[start:]):
        return None
    found = _last_sentence(text[:start])
    return (found[0], f"{found[1]}；完成时限：{body[start:].strip()}") if found else None


_BY = re.compile(r"[，,；;](?:具体)?由([^。；;！!？?\n]{2,200}(?:牵头|负责|配合|落实)(?:落实|实施|推进)?)[。；;]?\s*$")


def _last_clause(text: str) -> tuple[str, str] | None:
    """Find “…，由A负责。” at the end of a sentence that says more; the text stays whole."""
    match = _BY.search(text, max(0, len(text) - 220))
    return (text, match[1]) if match and _all_complete(match[1]) else None


_AMID = re.compile(
    r"(?<![理自来缘事因经])由([^。；;！!？?\n由]{2,80}?(?:牵头|主办|负责(?!人|同志|制|解释))(?:负责)?"
    rf"(?:[，,](?!{DEED})[^。；;，,！!？?\n]{{2,80}}?(?:配合|协助|协办|参与))?)"
)
_MOST_AMID = 5


def _amid_sentences(text: str) -> tuple[str, str] | None:
    """Find “由A牵头，B配合，…” and “由A负责…” amid sentences that say what is done; the text stays whole."""
    found = [match[1] for match in islice(_AMID.finditer(text), _MOST_AMID) if _all_complete(match[1])]
    return (text, "；".join(found)) if found else None


def _all_complete(units: str) -> bool:
    names = _names(units)
    return bool(names) and not _ORDER.search(units) and all(is_complete(name) and len(name) <= 30 for name in names)
