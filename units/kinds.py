"""What kind of unit a name speaks of. A proposal for a person to confirm: names do not decide who leads a body."""

import re

from units.models import Unit

K = Unit.Kind
# The first pattern that fits decides; bodies led from above stand before the general 局.
_KINDS = (
    (K.ENTERPRISE, r"(?:公司|集团|企业|银行)$"),
    (K.COMMITTEE, r"(?:管委会|管理委员会)$"),
    (K.SUBDISTRICT, r"(?:街道|街道办|街道办事处)$"),
    (K.TOWN, r"[^县市区]{1,8}(?:镇|乡|苏木)(?:人民政府|政府)?$"),
    (
        K.VERTICAL,
        r"(?:分局|税务局|气象局|烟草(?:专卖)?局|海关|调查队|消防(?:救援)?(?:大队|支队|局)|生态环境局|邮政(?:管理)?局)$",
    ),
    (
        K.PARTY,
        r"(?:^(?:中共)?[^局]{0,8}委(?:办公室|办|宣传部|组织部|统战部|政法委|编办|网信办|社会工作部|巡察办|党校)"
        r"|网信办|编办|宣传部|组织部|统战部|政法委|纪委(?:监委)?|监委|人大(?:常委会)?办?(?:公室)?|政协办?(?:公室)?|法院|检察院"
        r"|共青团.*|团[省市县区州旗]委|妇联|残联|科协|文联|侨联|总工会|工商联|红十字会|供销社|档案馆)$",
    ),
    (K.INSTITUTION, r"(?:中心|馆|院|所|站|台|网站|学校|大学)$"),
    (K.SECTION, r"(?:科|股|处|[^公]室)$"),
    (K.BUREAU, r"(?:局|委|委员会|办|办公室|厅|署|政府)$"),
)


def guess_kind(name: str) -> str:
    """Return the kind that the name suggests (a value of ``Unit.Kind``); OTHER when it suggests none."""
    bare = re.sub(r"[（(][^（()）]*[）)]|\s", "", name)
    return next((kind for kind, pattern in _KINDS if re.search(pattern, bare)), K.OTHER)


_GROUPS = (
    (r"镇|乡", [K.TOWN]),
    (r"街|镇街", [K.SUBDISTRICT]),
    (r"管委会|园区|开发区|平台", [K.COMMITTEE]),
    (r"科室|股室|处室", [K.SECTION]),
    (r"部门|[县市区州旗]直|各单位|各责任单位|局", [K.BUREAU]),
    (r"直属|事业", [K.INSTITUTION]),
    (r"驻[县市区州旗]|垂管", [K.VERTICAL]),
    (r"党委|群团", [K.PARTY]),
    (r"企业", [K.ENTERPRISE]),
)


def guess_kinds(phrase: str) -> list[str]:
    """Return the kinds of units that a group phrase such as 各镇街 or 县政府各部门 speaks of; a proposal."""
    return [kind for pattern, kinds in _GROUPS if re.search(pattern, phrase) for kind in kinds]


def leaves_open(phrase: str) -> bool:
    """Tell whether a group phrase leaves its members to the office: 有关部门, 相关单位."""
    return "有关" in phrase or "相关" in phrase
