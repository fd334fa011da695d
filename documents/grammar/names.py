"""Names of units: is a text a complete name, does it name a group, does a separator divide two names or break one?"""

import re

# A name is complete when it ends so; most tails are one character, because 局, 委, 科 … end nothing else in a cell.
_TAIL = re.compile(
    r"(?:局|委|办|科|室|股|处|院|部|会|厅|署|队|所|站|社|联|馆|校|台|学|厂|场|组|司|行|庭|镇|乡|街|园|盟|宫|网|库|村"
    r"|中心|政府|街道|集团|网站|专班|平台|人大|政协|机关|单位|部门|机构|企业|团体|组织|地区|社区|各地|市直"
    r"|高新区|经开区|实验区|试验区|合作区|先行区|功能区|自贸区|开发区|度假区|新区|示范区|保护区|风景区|景区|园区|工业区|管理区|各[省市县区州旗]+)$"
)
# Words that end like a tail: “县人力资源和社会” is not complete, “一网通办” is no office.
_NO_TAIL = re.compile(
    r"(?:社会|机会|会议|体会|开会|[网通即代督承主经交举自快兴开创试查]办|[^\d]一次办|干部|全部|内部|外部|教学|科学|文学|入学"
    r"|进行|执行|实行|运行|施行|推行|发行|市场|现场|互联|关联|何处|处处|好处|农村|乡村|城镇|城乡|到处|互联网|上网|一张网"
    r"|信息库|数据库|文件库)$"
)
_LEVEL_RANK = {"省": 1, "市": 2, "州": 2, "盟": 2, "县": 3, "区": 3, "旗": 3, "乡": 4, "镇": 4, "街": 4, "苏": 4}
_LEVELS = "".join(_LEVEL_RANK) + "道木"
# Only the rest of a name, when it stands on the next line or behind 、.
_BARE = re.compile(
    r"(?:办公室|委员会|管委会|管理局|管理处|管理委员会|服务中心|中心|分局|大队|支队|中队|总队|公司|街道办事处|办事处|人民政府|政府"
    r"|局|委|办|会|室|科|股|部|厅|院|所|站|处|社|队|区|县|市|州|旗|乡|镇|村|场|街道?|乡镇|镇街|社区|园区|农场|林场"
    r"|(?:下属|直属)?(?:单位|部门|机构|企业|科室|股室|处室|院所)(?:(?:和|、)?(?:单位|部门|机构))?)"
)
_BROKEN_WORDS = (
    *("办公室", "委员会", "办事处", "管委会", "管理局", "人民政府", "分局", "大队", "支队", "合作社", "有限公司"),
    *("保障局", "建设局", "监督局", "部门", "单位", "机构", "街道", "政府", "中心", "公司", "集团", "学校", "医院"),
)
_SUB_BODY = re.compile(r"[^省市县区各]{0,6}(?:大队|支队|中队|分局|派出所|分中心)")
_SECTION = re.compile(r"(?:科|股|室|处|站)$")
_THING = re.compile(r"(?:网站|平台|园区|社区|学校|医院|企业|机关|单位|部门|机构|组织|团体|乡镇|街道|人大|政协)$")
_GOVERNMENT = re.compile(r"(?:^|[、，,])[省市县区州旗]?(?:人民)?政府$")
_LEVEL_NAME = re.compile(rf"各?[{_LEVELS}]{{1,4}}(?:人民政府|政府|街道办事处|管委会|办事处|直部门|直单位)?")
_BRACKETS = re.compile(
    r"[（(【〔\[][^（()）【〔\[]*[）)】〕\]]"
)  # the innermost: an unmatched one is not searched to the end
_QUOTES = re.compile(r"[“”\"‘’'「」]")

_CLASSES = r"乡镇|镇街|街镇|镇|乡|街道|县区|县|市|区|村|社区|苏木"
_GROUP = re.compile(
    rf"各|有关|相关|涉及|、|^(?:全体|所有|其他|其它|全[省市县区州旗局系镇乡])|成员单位|的组织$"
    rf"|(?:单位|部门|机构|企业|团体|机关|科室|股室|处室)$|(?:^|中小|类|办|属|级|公立)(?:学校|医院|院校)$"
    rf"|^(?:园区|中小学|幼儿园|(?:乡镇)?卫生院|街道办)$|等(?:[\d一二三四五六七八九十]{{1,3}}个)?(?:{_CLASSES})$"
    rf"|^(?:[省市县区州旗]?(?:下辖|属|直))?(?:{_CLASSES}){{1,3}}(?:人民政府|政府|街道办事处|办事处|管委会)?$"
)
_CLASS_IN_BRACKET = re.compile(rf"^[{_LEVELS}]{{1,2}}[（(][{_LEVELS}、]+[)）]")
_ONE_BODY = re.compile(r"(?:[省市县区州旗]委、[省市县区州旗]政府|党工?委、(?:政府|办事处))$")
_ONE_UNIT = re.compile(r"[省市县区州旗](?:人民)?政府|[省市县区州旗]|.*政务公开(?:工作)?(?:主管部门|工作机构)")


def core(name: str) -> str:
    """Return the name without brackets, quotes and blanks."""
    for _ in range(3):
        name = _BRACKETS.sub("", name)
    return re.sub(r"\s+", "", _QUOTES.sub("", name))


def is_complete(name: str) -> bool:
    """Tell whether the text can stand as the name of a unit or group."""
    name = core(name).removesuffix("等")
    if len(name) < 2:
        return False
    return is_group(name) or (bool(_TAIL.search(name)) and not _NO_TAIL.search(name))


def is_group(name: str) -> bool:
    """“各…”, “有关…”, “全体…”, a class of units (县直单位, 乡镇, 县（市、区）政府): always more than one unit."""
    stripped = core(name)
    if _ONE_UNIT.fullmatch(stripped) and not _CLASS_IN_BRACKET.match(name):
        return False
    return bool(_GROUP.search(stripped) or _CLASS_IN_BRACKET.match(name)) and not _ONE_BODY.fullmatch(stripped)


def is_bare(name: str) -> bool:
    """Tell whether the text is only the tail of a name: 管委会, 部门和单位, 区."""
    return _BARE.fullmatch(core(name)) is not None


# A group of another kind than the class beside it: it does not share the 各 before that class.
_OWN_GROUP = re.compile(r"(?:下属|直属|所属).+|园区")


def shares_tail(left: str, right: str) -> bool:
    """Two pieces around 、 that make one phrase: 各县(市)、区; 各办、站、所、中心; 各乡镇、部门和单位; 县委、县政府."""
    first, last = core(left), core(right)
    if _ONE_BODY.fullmatch(f"{first}、{last}"):
        return True
    if _OWN_GROUP.fullmatch(last) and is_complete(left):
        return False
    if is_bare(last) and (is_group(left) or not is_complete(left)):
        return True
    if first.startswith("各") and _LEVEL_NAME.fullmatch(first) and _LEVEL_NAME.fullmatch(last):
        return _LEVEL_RANK.get(last[0], 0) >= _LEVEL_RANK.get(first[1], 9)
    return False


def continues(left: str, right: str) -> bool:
    """Tell whether a line break or blank between the two pieces only broke one name (县住房和城 | 乡建设局)."""
    left, right = left.strip(), right.strip()
    if len(core(left)) < 2 or len(core(right)) < 2 or right[0] in "（(【〔和与及以":
        return True
    if right == "办公室" and _SECTION.search(core(left)):
        return False  # a section of its own beside 计财科; behind 县政府 it ends the name
    if is_bare(right) or not is_complete(right):
        return True
    if not is_complete(left):
        # A name may end in a word unknown here; the level before the next name tells that another one begins.
        return not (right[0] == left[0] and right[0] in _LEVEL_RANK and len(core(right)) > 3)
    if _GOVERNMENT.search(left) and re.match(r"各|有关|相关|所属|组成|办", right):
        return True
    if _SUB_BODY.fullmatch(right) and left.endswith("局"):
        return True
    return any(_straddles(word, left, right) for word in _BROKEN_WORDS)


def _straddles(word: str, left: str, right: str) -> bool:
    return any(left.endswith(word[:cut]) and right.startswith(word[cut:]) for cut in range(1, len(word)))


def may_part(left: str, right: str, conjunction: str) -> bool:
    """Tell whether 和, 与, 及 or 以及 between the two pieces joins two complete names."""
    if right.startswith(("其", "所属", "下属", "直属", "社会资本")) or is_bare(right) or len(core(left)) < 2:
        return False
    if conjunction.endswith("及") and is_group(right):
        return True
    if _THING.search(left) and _SECTION.search(core(right)) and not is_group(right):
        return False  # 政府网站和新媒体科 is one section
    return is_complete(left) and is_complete(right)


_OFFICE_END = re.compile(r"(?:局|委|办|厅|部|办公室|中心|委员会)(?=([省市县区州旗]))")
_NO_OFFICE = re.compile(r"^[省市县区州旗](?:域|长|直|属|级|场|容)")
_LONGEST_TOGETHER = 200


def written_together(name: str) -> list[str]:
    """Return the names of “县财政局县审计局”: whole names of one level that stand side by side without a mark."""
    names, start = [], 0
    if len(name) > _LONGEST_TOGETHER:
        return [name]
    for match in _OFFICE_END.finditer(name):
        left, right = name[start : match.end()], name[match.end() :]
        same_level = left[0] == match[1] and len(left) > 2 and not _NO_OFFICE.match(right)
        if same_level and not _SUB_BODY.fullmatch(right[1:]) and is_complete(left) and is_complete(right):
            names.append(left)
            start = match.end()
    return [*names, name[start:]]
