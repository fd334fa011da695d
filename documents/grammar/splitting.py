"""Divide a list of units into the names it prints."""

import re
from itertools import islice

from documents.grammar.names import continues, core, is_complete, is_group, may_part, shares_tail, written_together

_OPEN, _CLOSE = "（(【〔[“", "）)】〕]”"
_HARD = re.compile(r"[、，,；;。/／①-⑳]|\t| {2,}|\n+| ")
_CONJUNCTION = re.compile(r"以及|[和与及]|[.．·•・]")
_EDGE = " \t\n、，,；;。:：．.*＊★☆#"
_ET_CETERA = re.compile(
    r"等(?:[\d一二三四五六七八九十]+[个家])?(?:各?有关|各?相关|各|成员|责任|职能)*"
    r"(?:(?:部门|单位|机构|科室|股室)(?:和?(?:单位|部门))?)?$"
)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def mask(text: str) -> str:
    """Blank out what stands in brackets and quotes, so that no separator inside them divides a name."""
    masked, depth, start = list(text), [], 0
    for place, char in enumerate(text):
        if char in _OPEN:
            depth.append((char, place))
        elif char in _CLOSE and depth:
            _, start = depth.pop()
            if not depth:
                masked[start : place + 1] = "\ue000" * (place + 1 - start)
    return "".join(masked)


def split_names(text: str) -> tuple[list[str], list[str]]:
    """Return the names in a list as printed, and notes on what the list leaves open."""
    pieces = _merge(_cut(_tighten(text)))
    parts = [part for piece in pieces for part in _part(piece)]
    names = [name for part in parts for bare in _without_brackets(part) for name in written_together(bare)]
    names = [name for printed in names for name in _with_class_behind(printed)]
    notes: dict[str, None] = {}
    result: dict[str, None] = {}
    for name in names:
        name, remark = _without_et_cetera(name.strip(_EDGE))
        name, doubt = _checked(re.sub(r"\s+|^\d{1,2}[.．)）]", "", name))
        notes |= dict.fromkeys(note for note in (remark, doubt) if note)
        if _CHINESE.search(name):
            result[name] = None
    return list(result), list(notes)


_WRAPPED = re.compile(r"\s*[（(]([^（()）]+)[)）]\s*")
# “同上”, “详见附件2”, “责任单位同1”: the units stand elsewhere.
_REFERENCE = re.compile(
    r"(?:(?:责任|牵头|配合|主办|承办|协办)?(?:单位|部门))?"
    r"(?:[与和]?同(?:上|前|左|右|下)(?:[一]?[条项行栏表])?|同第?[\d一二三四五六七八九十]+(?:[.．]\d+)*[条项行栏号]?|[〃″]+"
    r"|(?:详见|参见|见(?=附|表|上|下|前|后|第|分工|方案|文|正文|通知)).{0,30})"
)
_UNKNOWN_LABEL = re.compile(r"(?![省市县区州旗][^:：]*[局委办部会][:：])([\u4e00-\u9fff]{2,4})[:：](.{2,})")


def _without_brackets(name: str) -> list[str]:
    """Return the names of an item that stands wholly in brackets: A、（B、C）."""
    wrapped = _WRAPPED.fullmatch(name)
    inner = split_names(wrapped[1])[0] if wrapped else []
    return inner if inner and all(map(is_complete, inner)) else [name]


def _checked(name: str) -> tuple[str, str]:
    """Drop a reference and cut a label that is none of ours; each with a note, for a person must settle it."""
    if _REFERENCE.fullmatch(name):
        return "", f"“{name}”不是单位名称，请写明责任单位"
    label = _UNKNOWN_LABEL.fullmatch(name)
    if label and is_complete(label[2]):
        return label[2], f"“{label[1]}”不是已知的职责，“{label[2]}”按责任单位读，请核对"
    return name, ""


_SPREAD = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff](?: {1,2}[\u4e00-\u9fff]){2,}(?![\u4e00-\u9fff])")

_NUMBER = re.compile(r"(?<![\d-])\d{1,2}[.．、)）](?=\s*[\u4e00-\u9fff])|[（(]\d{1,2}[）)]")


def _tighten(text: str) -> str:
    """Close up names spread to fill a cell (县 政 府 办) and blanks around separators; numbers become separators."""
    text = _NUMBER.sub("；", text)
    text = _SPREAD.sub(lambda match: match[0].replace(" ", ""), text)
    return re.sub(r"(?<!\s)\s*([、，,；;])\s*", r"\1", text)


def _cut(text: str) -> list[tuple[str, str]]:
    """Cut at every separator outside brackets; each piece comes with the separator before it."""
    pieces, start, separator = [], 0, ""
    for match in _HARD.finditer(mask(text)):
        pieces.append((separator, text[start : match.start()]))
        start, separator = match.end(), match[0]
    pieces.append((separator, text[start:]))
    return [(separator, piece) for separator, piece in pieces if piece.strip()]


def _merge(pieces: list[tuple[str, str]]) -> list[str]:
    """Put together again what a line break, a blank or a shared tail had divided."""
    merged: list[str] = []
    for place, (separator, piece) in enumerate(pieces):
        last = merged[-1] if merged else None
        if last is None:
            merged.append(piece)
        elif separator.isspace() and separator != "\t" and continues(last, piece):
            merged[-1] = last + piece
        elif separator == "、" and _one_phrase(last, piece, pieces[place + 1 :]):
            merged[-1] = f"{last}、{piece}"
        else:
            merged.append(piece)
    return merged


# The first half of a phrase whose noun comes later: 县直、驻县有关单位; 保护区、开发区、风景区管委会.
_STUMP = re.compile(r"(?:[省市县区州旗乡镇]?[直属管级]|中央|驻.{1,4}|保护区|开发区|园区|风景区|景区|度假区|工业区)")
_LONGEST_CHAIN = 12
_LONGEST_NAME = 60
_MOST_JOINED = 40  # each is tried against all that stands before it


_TOWNS_BEHIND = re.compile(r"等(?:[\d一二三四五六七八九十]{1,3}个)?(?:乡镇|镇街|街镇|乡|镇|街道|村|社区)$")


def _one_phrase(last: str, piece: str, following: list[tuple[str, str]]) -> bool:
    """Decide on 、: a stump or field waits for the noun that it shares with the pieces behind it."""
    final = last[mask(last).rfind("、") + 1 :]
    tail = final if _STUMP.fullmatch(core(final)) or not is_complete(final) else last
    if shares_tail(tail, piece):
        return True
    chain = [piece]
    for separator, name in following[:_LONGEST_CHAIN]:
        if separator != "、":
            break
        chain.append(name)
    if _STUMP.fullmatch(core(tail)):
        end = next((core(name) for name in chain if not _STUMP.fullmatch(core(name))), "")
        return is_group(end) or _STUMP.fullmatch(end.removesuffix("管委会")) is not None
    # “教育、公安等部门” names fields: none of them is a unit, so the phrase stays whole.
    fields = [_TOWNS_BEHIND.sub("", _CLASS_BEHIND.sub("", _ET_CETERA.sub("", name))) for name in chain]
    return not is_complete(tail) and fields[-1] != chain[-1] and not any(map(is_complete, fields))


def _part(piece: str) -> list[str]:
    """Part two complete names joined by 和, 与, 及, 以及 or a dot."""
    conjunctions = list(islice(_CONJUNCTION.finditer(mask(piece)), _MOST_JOINED))
    names, start = [], 0
    for place, match in enumerate(conjunctions):
        following = conjunctions[place + 1].start() if place + 1 < len(conjunctions) else len(piece)
        left, near = piece[start : match.start()], piece[match.end() : following]
        # What follows may itself hold 和 (县财政局和县文化和旅游局), so the near and the far end are both tried.
        far = piece[match.end() : match.end() + _LONGEST_NAME]
        if any(may_part(left.strip(), right.strip(), match[0]) for right in (near, far)):
            names.append(left)
            start = match.end()
    return [*names, piece[start:]]


_CLASS_BEHIND = re.compile(r"等((?!有关|相关|各)[\u4e00-\u9fff]{2,10}(?:单位|部门|企业|机构|学校|医院))$")


def _with_class_behind(name: str) -> list[str]:
    """Return unit and class of “县燃气公司等公共企事业单位”: the last of a list, and what all of them are."""
    match = _CLASS_BEHIND.search(name)
    if (
        not match
        or _ET_CETERA.search(name)
        or not is_complete(name[: match.start()])
        or is_group(name[: match.start()])
    ):
        return [name]
    return [name[: match.start()], match[1]]


def _without_et_cetera(name: str) -> tuple[str, str]:
    match = _ET_CETERA.search(name)
    if not match or match.start() < 2:
        return name, ""
    shorter = name[: match.start()]
    # “教育、公安等部门” names fields, not units: the phrase stays whole, as a group.
    return (shorter, "等：名单不完整") if is_complete(shorter) and not is_group(shorter) else (name, "等：名单不完整")
