"""Names of units: is this text a complete name, does it name a group, does a separator inside it divide two names?"""

import re

# A name is complete when it ends in one of these. Longer words are not needed where the last character tells.
_TAIL = re.compile(
    r"(?:局|委|办|科|室|股|处|院|部|会|厅|署|队|所|站|社|联|馆|校|台|学|厂|场|组|司|行|庭|镇|乡|街|园|盟|宫|网|库"
    r"|中心|政府|街道|集团|网站|专班|平台|人大|政协|党校|机关|法院|单位|部门|机构|企业|团体|地区|学校|社区|村|各地|市直"
    r"|团[省市县区州旗]委|高新区|经开区|开发区|度假区|新区|示范区|保护区|风景区|景区|园区|工业区|管理区|各县区|各[省市县区州旗]+)$"
)
# Endings that look like one of the tails above but are ordinary words.
_NO_TAIL = re.compile(
    r"(?:社会|机会|开会|会议|[网通即代督承主经交举自快联协兴开创试查]办|一次办|商会同|干部|全部|内部|外部|教学|科学|文学"
    r"|入学|进行|执行|实行|运行|施行|推行|发行|市场|现场|一行|互联|关联|小组成员|何处|处处|好处|职工|结合部|农村|乡村|城镇|城乡"
    r"|应急处|执法队|委托|公司法|互联网|上网|一张网|信息库|数据库|文件库|现场办|到处|会商会|城市社|各部|体会|政府机)$"
)
_NEEDS_MORE = re.compile(r"^(?:[省市县区州旗]?(?:城市|住房和城乡|住房和城市|人力资源和社会|民族和社会)[^局委办]?)$")
_LEVELS = "国省市州盟县区旗乡镇街道"
# What may follow a name on the next line, or behind 、, only as the rest of that name.
_BARE = re.compile(
    r"^(?:办公室|委员会|管委会|管理局|管理处|管理委员会|服务中心|中心|分局|大队|支队|中队|总队|公司|办事处|人民政府|政府|街道办事处"
    r"|公室|事处|员会|理局|政府办|局|委|办|会|室|科|股|部|厅|院|所|站|处|社|队|区|县|市|州|旗|乡|镇|村|街|街道|乡镇|镇街|社区"
    r"|单位|部门|机构|企业|科室|股室|处室|院所|部门单位|部门和单位|单位和部门|有关部门|有关单位|相关部门|相关单位|直属机构|直属单位)$"
)
_LONG_TAILS = (
    *("办公室", "委员会", "办事处", "管委会", "管理局", "人民政府", "分局", "大队", "支队", "服务中心", "合作社", "有限公司", "保障局"),
    *("建设局", "监督局", "管理委员会", "救援大队", "部门", "单位", "机构", "街道", "政府", "中心", "公司", "集团", "学校", "医院"),
)
_SUB_BODY = re.compile(r"^[^省市县区各]{0,6}(?:大队|支队|中队|分局|派出所|分中心)$")
_LEVEL_NAME = re.compile(rf"^(?:各|全)?[{_LEVELS}]{{1,3}}(?:人民政府|政府|街道办事处|管委会|办事处|直部门|直单位)?$")
_BRACKETS = re.compile(r"[（(【〔\[][^（()）]*[）)】〕\]]")
_QUOTES = re.compile(r"[“”\"‘’'「」]")

_GROUP = re.compile(
    r"各|有关|相关|涉及|^(?:全体|所有|其他|其它|全[省市县区州旗局系镇乡]|本级)|成员单位|(?:单位|部门|机构|企业|团体|院校|学校|医院|机关)$"
    r"|^(?:[省市县区州旗]?(?:下辖|属|直)?)?(?:乡镇街道|镇街道|乡镇|镇街|镇|乡|街道|县区|县市区|市县|市县区|县|市|区|乡镇村|村社区|村|社区)+"
    r"(?:人民政府|政府|办事处|街道办事处|管委会)?$"
)
_SINGLE = re.compile(
    r"^(?:[省市县区州旗]政府|[省市县区州旗]人民政府|[省市县区州旗]|.*政务公开(?:工作)?(?:主管部门|工作机构)|.{2,}(?:中学|小学|大学|学院|中等专业学校|职业学校"
    r"|党校|人民医院|中医医院|中医院|保健院|妇幼保健医院|行政机关事务.*机构))$"
)


def core(name: str) -> str:
    """Return the name without brackets and quotes."""
    for _ in range(3):
        shorter = _BRACKETS.sub("", name)
        if shorter == name:
            break
        name = shorter
    return _QUOTES.sub("", name)


def is_complete(name: str) -> bool:
    """Tell whether the text can stand as the name of a unit or group."""
    name = core(name).removesuffix("等")
    if len(name) < 2:
        return False
    if is_group(name):
        return True
    return bool(_TAIL.search(name)) and not _NO_TAIL.search(name) and not _NEEDS_MORE.match(name)


def is_group(name: str) -> bool:
    """“各…”, “有关…”, “全体…”, a class of units (县直单位, 乡镇) — always more than one unit."""
    stripped = core(name)
    return bool(_GROUP.search(stripped)) and not _SINGLE.match(stripped)


def is_bare(name: str) -> bool:
    """Tell whether the text is only the tail of a name: 管委会, 部门和单位, 区."""
    return _BARE.match(core(name)) is not None


def shares_tail(left: str, right: str) -> bool:
    """Two pieces around 、 that make one phrase: 县直、驻县有关单位; 各县(市)、区; 各办、站、所、中心; 县委、县政府."""
    first, last = core(left), core(right)
    if (is_bare(last) and not is_unit_of_its_own(last)) or (first, last) in _ONE_BODY:
        return True
    if first.startswith("各") and _LEVEL_NAME.match(first) and _LEVEL_NAME.match(last):
        return _rank(last) >= _rank(first.lstrip("各全"))
    return not is_complete(left) and is_group(right) and not last.startswith("各")


def is_unit_of_its_own(name: str) -> bool:
    """A bare office is a unit in an internal table only when nothing stands before it; kept for clearness."""
    return name in ("办公室", "政府办")


_ONE_BODY = {(f"{level}委", f"{level}政府") for level in "省市县区州旗"} | {("党工委", "办事处"), ("党委", "政府")}


def _rank(name: str) -> int:
    return _LEVELS.index(name[0]) if name[:1] and name[0] in _LEVELS else -1


def continues(left: str, right: str) -> bool:
    """Tell whether a line break or blank between the two pieces only broke one name (县住房和城 | 乡建设局)."""
    left, right = left.rstrip(), right.lstrip()
    if not left or not right or len(core(left)) < 2 or len(core(right)) < 2:
        return True
    if right[0] in "（(【〔和与及以" or is_bare(right) or not is_complete(left):
        return True
    if re.search(r"(?:^|[、，])[省市县区州旗]?(?:人民)?政府$", left) and re.match(r"各|有关|相关|所属|组成|办", right):
        return True
    if _SUB_BODY.match(right) and left.endswith("局"):
        return True
    joined, seam = left + right, len(left)
    for tail in _LONG_TAILS:
        place = joined.find(tail, max(0, seam - len(tail) + 1), seam + len(tail) - 1)
        if place != -1 and place < seam < place + len(tail):
            return True
    return not is_complete(right)


def may_part(left: str, right: str, conjunction: str) -> bool:
    """Tell whether 和, 与, 及 or 以及 between the two pieces joins two complete names."""
    if right.startswith(("其", "所属", "下属", "直属", "社会资本")) or is_bare(right) or len(core(left)) < 2:
        return False
    if conjunction.endswith("及") and is_group(right) and core(right) != "部门":
        return True
    if core(left) in ("有关部门", "相关部门", "有关单位", "相关单位", "各部门", "各单位", "有关", "相关", "各"):
        return right.startswith(("各", "有关", "相关")) or bool(re.match(rf"^[{_LEVELS}]", right))
    return is_complete(left) and is_complete(right)
