"""Role words in a unit cell: labels (牵头单位：…), closing words (…牵头，…配合) and remarks (（牵头）)."""

import re
from dataclasses import dataclass

from documents.grammar.splitting import mask

_NOUN = r"(?:单位|部门|科室|股室|处室|机构|部门单位|单位和部门|责任单位|责任部门|责任科室)"
_LABELS = [
    ("lead", rf"(?:总?牵头(?:责任)?|主要责任|主责|第一责任|主办|主体责任|主导)(?:{_NOUN})?"),
    (
        "assist",
        rf"(?:配合|协办|协同(?:配合)?|协作|协助|参与|参加|会办|共同责任|其他责任|其它责任|配合责任|协同责任)(?:{_NOUN})?",
    ),
    (
        "responsible",
        rf"(?:责任|承办|负责|落实|实施|承担|完成|执行|具体责任|共同牵头责任)(?:{_NOUN})|(?:责任|承办|负责)(?=\s*[:：])",
    ),
    (
        "",
        r"(?:牵头领导|责任领导|分管领导|市?县?领导|责任人|联系人|联络员|责任人员|牵头人|负责人|分管负责同志|包保领导)",
    ),
]
_LABEL = re.compile(
    r"(?:"
    + "|".join(f"(?P<l{place}>{pattern})" for place, (_, pattern) in enumerate(_LABELS))
    + r")(?:及责任人|\ue000)?\s*[:：]"
)

_FRAMED = re.compile(rf"[【\[]\s*(\w{{2,4}}{_NOUN})\s*[】\]]\s*[:：]?")
_NOT_NOUN = r"(?!单位|部门|领导|人(?!大)|科室|股室|处室|机构|同志|责任|制|作用)"
_HOW = (
    r"(?:(?:按照?|根据|依据|依照|依)(?:\S{0,6}?)(?:职责|职能|分工|权限|责任|管辖)(?:\S{0,6}?))?"
    r"(?:分别|分头|共同|各自|具体|组织|联合|统筹|积极|密切|主动|协同|分工|按要求|按规定|抓好|结合实际|结合职责)*"
)
_DOING = (
    r"(?:负责|落实|抓总|组织|实施|推进|办理|开展|执行|完成|承担|做好|抓好|工作|相关|此项|配合|到位|统筹|协调|监督)*"
)
_SUPPORT = r"[\u4e00-\u9fff]{0,6}?(?:支撑|支持|保障)"
_CLOSERS = re.compile(
    rf"(?P<lead>(?:作为|为|是)?{_HOW}(?:(?:负责)?[总双]?牵头|(?<!民)主办|(?<=[局委办部会室府大协心])(?:为主|主抓)){_NOT_NOUN}{_DOING}|(?:作为|为|是)(?:总?牵头)(?:责任)?(?:单位|部门)|总负责|负总责"
    rf"|统筹(?:协调|推进|落实|实施|抓总)*(?=$|[，,；;。\s]))"
    rf"|(?P<assist>{_HOW}(?:予以|做好|给予)?(?:配合|协助|(?<!政)协办|协同(?=$|[，,；;。\s])|参与|参加|提供{_SUPPORT}){_NOT_NOUN}{_DOING}|(?:作为|为|是)(?:配合|协办|参与)(?:责任)?(?:单位|部门))"
    rf"|(?P<responsible>{_HOW}(?:负责|落实|承办){_NOT_NOUN}{_DOING}|(?<=[局委办部会室府大协心])(?:监督|督办|督导|指导|实施)(?!\s+[科股室处])|(?<=[位门])实施|(?:按照?|根据|依据|依照|依)(?:各自)?(?:工作|部门|单位)?(?:职责|职能)(?:分工)?{_DOING}"
    rf"|(?:各司其职|各负其责|分工负责|分别落实|共同落实|抓好落实|具体落实|共同推进|具体实施|组织实施)|(?:作为|为|是)责任(?:单位|部门))"
)
_TOGETHER = re.compile(r"[、，,]?(?:会同|会商|商(?=[省市县区州各有])|联合(?=[省市县区州各有]))")
_LISTED = re.compile(r"[^，,；;]*、[^，,；;]*(?=[，,；;])")
_EMPTY = re.compile(r"[\s、，,；;。:：]*")


@dataclass(slots=True)
class Part:
    """A stretch of text with one role; ``role`` None means that no word gives it one."""

    role: str | None
    text: str
    people: bool = False


# What the units do, told behind the word that gives them their role: 由A负责回应舆情; A牵头，B配合，建立机制.
DEED = r"并?(?:建立|健全|完善|开展|回应|做好|加强|制定|形成|及时|定期|强化|确保|推动)(?:(?!牵头|配合|协助|负责)[^，,；;。、\s])*"
_DEEDS = re.compile(
    rf"(?<=牵头|配合|协助|参与|负责)[，,]{DEED}(?:[、，,]{DEED})*"
    rf"|(?<=负责)(?!{_NOUN}|人|同志|制|领导|[省市县区州旗各有相])(?:(?!牵头|配合|协助|负责)[^，,；;。、:：（()）\s])+"
)


def divide(text: str) -> list[Part]:
    """Divide a cell into parts of one role each."""
    text = _DEEDS.sub("", _FRAMED.sub(r"\1：", text))
    parts: list[Part] = []
    covered, labels = mask(text), []
    for match in _LABEL.finditer(covered):
        place = next(place for place in range(len(_LABELS)) if match[f"l{place}"])
        labels.append((match.start(), match.end(), _LABELS[place][0]))
    head = text[: labels[0][0]] if labels else text
    parts += _clauses(head, None)
    ends = [start for start, _, _ in labels[1:]] + [len(text)]
    for (_, start, role), end in zip(labels, ends, strict=bool(labels)):
        content = text[start:end]
        if role:
            parts += _clauses(content, role)
        elif not _EMPTY.fullmatch(content):
            parts.append(Part(None, content.strip(" \n；;，,。"), people=True))
    return parts


def _clauses(text: str, label: str | None) -> list[Part]:
    """Divide one stretch at its closing words; the words win over the label before them."""
    parts, start = [], 0
    covered = mask(text)
    for match in _CLOSERS.finditer(covered):
        if match.end() == match.start() or not _at_end(covered, match.end()):
            continue
        role = next(role for role in ("lead", "assist", "responsible") if match[role])
        parts += _closed(text[start : match.start()], role, first=start == 0)
        start = match.end()
    parts += _together(text[start:], None, bool(parts))
    parts = [part for part in parts if not _EMPTY.fullmatch(part.text)]
    _settle(parts, label)
    return parts


def _at_end(covered: str, place: int) -> bool:
    """A closing word ends its clause; inside a name (督查落实科) it is followed by more of the name."""
    following = covered[place : place + 1]
    return not following or following in " \n\t，,；;。、）)\ue000" or covered[place - 2 : place] in ("牵头", "配合")


def _closed(text: str, role: str, first: bool) -> list[Part]:
    """Give the role to what stands before its word, back to the last mark that ends another statement."""
    marks = "；;。" if role == "lead" else "，,；;。"
    covered = mask(text)
    place = max((covered.rfind(mark) for mark in marks), default=-1)
    if role == "assist" and first and place > 0:
        return [Part(None, text[:place]), Part(role, text[place + 1 :])]
    if role == "lead" and place > 0:
        return [Part(None, text[:place]), *_together(text[place + 1 :], role, False)]
    place = max(covered.rfind(mark) for mark in "；;。")
    if role == "responsible" and first and place > 0:
        return [Part(None, text[:place]), *_together(text[place + 1 :], role, False)]
    return _together(text, role, False)


def _together(text: str, role: str | None, after: bool) -> list[Part]:
    """“A会同B、C，D”: A leads, B and C assist; the comma after their list ends it."""
    match = _TOGETHER.search(mask(text))
    if not match:
        return [Part(role, text)]
    before, behind, others = text[: match.start()], text[match.end() :], ""
    listed = _LISTED.match(mask(behind))
    if listed:
        behind, others = behind[: listed.end()], behind[listed.end() :]
    parts = [Part("assist", behind), Part("responsible", others)]
    return parts if _EMPTY.fullmatch(before) else [Part("responsible" if after else "lead", before), *parts]


def _settle(parts: list[Part], label: str | None) -> None:
    """“由A负责，B协助” makes A the lead; what no word names gets the label's role."""
    roles = [part.role for part in parts]
    alone = roles.count("responsible") == 1  # “A负责…，B负责…，C配合”: neither leads the other
    if (
        "assist" in roles
        and "lead" not in roles
        and roles[0] == "responsible"
        and alone
        and label in (None, "responsible")
    ):
        parts[0].role = "lead"
    for part in parts:
        if part.role == "responsible" and label and (label != "lead" or part is parts[0]):
            part.role = label
        elif part.role is None:
            part.role = label if "lead" not in roles or label != "lead" else "responsible"


_REMARK = re.compile(
    r"[（(【〔\[]\s*(?P<name>[^（()）]{0,60}?)\s*(?P<word>牵头|主责|主要责任|主办|配合|协助|协办|责任(?=单位|部门)|承办|负责)"
    r"(?:负责|责任)?(?:单位|部门)?\s*[）)】〕\]]"
)
_REMARK_ROLE = {
    **dict.fromkeys(("牵头", "主责", "主要责任", "主办"), "lead"),
    **dict.fromkeys(("配合", "协助", "协办"), "assist"),
    **dict.fromkeys(("责任", "承办", "负责"), "responsible"),
}


def take_remark(name: str) -> tuple[str, str | None, str]:
    """Cut “（牵头）” from a name; return the name, the role and the unit that the remark names, if any."""
    match = _REMARK.search(name)
    if not match:
        return name, None, ""
    return name[: match.start()] + name[match.end() :], _REMARK_ROLE[match["word"]], match["name"]
