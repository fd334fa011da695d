"""Makes division tables of any length, the same bytes of text every time: no chance is involved.

Each is the hard case for the reader: every requirement is unique, so that no phrase cache helps with it; ten units
stand in each row; two heading columns are merged over their rows, units and deadlines now and then over several.
"Bordered" tables have a border, a font and wrapped text in every cell, as papers have that are to be printed.
"""

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, Side

HEADS = ["序号", "重点任务", "工作事项", "具体要求", "责任单位", "完成时限"]
# Of ten requirements four hold a phrase that binds, two hold numbers that do not, four hold neither.
_REQUIREMENTS = [
    "聚焦{field}，进一步加大相关政策规划的公开和解读力度，第{n}类事项在政府网站统一发布，提升政府信息公开质效。",
    "于8月31日前编制{field}第{n}批主动公开目录，明确公开内容、公开主体和公开方式，报县政府办公室备案后实施。",
    "认真落实{field}信息公开要求（台账编号{n}），对群众关心的热点问题及时回应，做到公开透明、便民利民。",
    "做好{field}政策文件的解读，年内开展专题解读不少于{few}次，综合运用图文、音频等形式，编号{n}。",
    "健全{field}公开审查机制，严格落实“先审查、后公开”，防止泄露国家秘密和个人隐私，责任到岗{n}号。",
    "持续推进“双随机一公开”，将{field}领域第{n}项抽查结果向社会公示，探索符合实际的监管模式和评价办法。",
    "在{field}决策文件出台后10个工作日内，将征集意见采纳情况（第{n}号）通过政府网站向社会公开。",
    "推动{field}基层政务公开标准化规范化，加强村（居）务公开与政务公开有效衔接，完善第{n}号服务指南。",
    "每季度至少召开1次{field}工作推进会，通报第{n}项任务进展情况，协调解决存在的困难和问题。",
    "加强{field}政策咨询服务，办好“我要咨询”栏目，第{n}号问题库动态更新，让企业和群众找得到、看得懂。",
]
_FIELDS = ["就业创业", "义务教育", "社会救助", "医疗卫生", "生态环境", "食品药品", "优化营商环境", "财政预决算"]
UNITS = [
    "县政府办",
    "县发改局",
    "县教体局",
    "县科技局",
    "县工信局",
    "县公安局",
    "县民政局",
    "县司法局",
    "县财政局",
    "县人社局",
    "县自然资源局",
    "县住建局",
    "县交通运输局",
    "县水务局",
    "县农业农村局",
    "县商务局",
    "县文旅局",
    "县卫健局",
    "县退役军人局",
    "县应急局",
    "县审计局",
    "县市场监管局",
    "县统计局",
    "县医保局",
    "县信访局",
    "县税务局",
    "县大数据服务中心",
    "县行政审批局",
    "县融媒体中心",
    "各镇（街道）",
]
_UNITS_IN_A_ROW = 10
_GONE = 60  # a multiple of all runs of merged cells: the rows behind keep their headings, units and deadlines
_DEADLINES = ["12月底前", "6月30日前", "持续推进", "2024年9月底前", "第三季度", "长期坚持", "年底前"]


def write_workbook(path: Path, rows: int, *, bordered: bool, corrected: bool = False) -> Path:
    """Write a division table with so many tasks; corrected, the first 60 are gone and every tenth reads otherwise."""
    book = Workbook()
    sheet = book.active
    sheet.append(["2024年某县政务公开重点工作任务分工"])
    sheet.merge_cells("A1:F1")
    sheet.append(HEADS)
    gone = _GONE if corrected else 0
    for row in range(gone, rows):
        sheet.append(_cells(row, corrected and row % 10 == 0))
    if bordered:
        _draw_borders(book)
    first = 3
    for column, run in (("B", 20), ("C", 5), ("E", 2), ("F", 4)):
        for top in range(first, first + rows - gone - run + 1, run * (1 if column in "BC" else 3)):
            sheet.merge_cells(f"{column}{top}:{column}{top + run - 1}")
    book.save(path)
    return path


def _draw_borders(book: Workbook) -> None:
    thin = Side("thin")
    printed = NamedStyle("printed", Font("仿宋", 11), border=Border(thin, thin, thin, thin))
    printed.alignment = Alignment("left", "center", wrap_text=True)
    book.add_named_style(printed)
    for cells in book.active.iter_rows(min_row=2):
        for cell in cells:
            cell.style = "printed"


def _cells(row: int, corrected: bool) -> list[int | str]:
    field = _FIELDS[row % len(_FIELDS)]
    requirement = _REQUIREMENTS[row % len(_REQUIREMENTS)].format(field=field, n=row + 1, few=row % 7 + 2)
    units = [UNITS[(row * 7 + step * (1 + row % 4)) % len(UNITS)] for step in range(_UNITS_IN_A_ROW)]
    return [
        row + 1,
        f"{row // 20 + 1}. 推进{_FIELDS[row // 20 % len(_FIELDS)]}信息公开",
        f"（{row // 5 % 4 + 1}）{_FIELDS[row // 5 % len(_FIELDS)]}",
        requirement + "（更正）" * corrected,
        "、".join(units),
        _DEADLINES[row % len(_DEADLINES)],
    ]
