"""Papers as an office issues them, and ways to look into the files made of them."""

from datetime import UTC, date, datetime
from functools import cache
from io import BytesIO
from zipfile import ZipFile

import docx
from docx.oxml.ns import qn
from lxml import etree

from documents.writers.official.description import (
    Attachment,
    Body,
    Cell,
    Column,
    Heading,
    Note,
    OfficialPaper,
    Row,
    Spread,
    Table,
)
from documents.writers.official.write import write_official

NOW = datetime(2026, 10, 12, 8, tzinfo=UTC)
UNITS = [
    f"{place}{kind}" for place in "东南西北中上下前后内" for kind in ("河镇", "山乡", "桥镇", "塘镇", "坪乡", "溪镇")
]
COLUMNS = (
    Column("序号", 12),
    Column("单位", 46, "left"),
    Column(("任务数（项）", "应办结"), 18),
    Column(("任务数（项）", "按期办结"), 20),
    Column("按期办结率", 24, "right"),
)
UNIT_TABLE = Table(COLUMNS, tuple((str(n), unit, "12", "9", "75.0%") for n, unit in enumerate(UNITS, 1)))
CIRCULAR = OfficialPaper(
    title="某县人民政府办公室关于2026年第三季度全县政务公开重点工作完成情况的通报",
    number="某政办发[2026]15号",
    addressees="各乡镇人民政府，县政府各部门",
    blocks=(
        Body("现将第三季度政务公开重点工作完成情况通报如下。"),
        Heading(1, "总体情况"),
        Heading(2, "任务办结情况", "应于第三季度办结518项，按期办结471项。"),
        Heading(2, "“公开”情况"),
        Table((Column("类别", 2, "left"), Column("按期办结率")), (("县直部门", "93.1%"), ("乡镇", "87.5%"))),
        Note("注：按期办结率＝按期办结数÷应办结数×100%。"),
        Heading(1, "存在问题。"),
        Heading(3, "报送不及时", "7个单位逾期。"),
        Heading(4, "具体事项", "3个栏目未更新。"),
        Body("特此通报。"),
    ),
    attachments=(
        Attachment("第三季度重点工作完成情况表", (UNIT_TABLE, Note("注：数据截至9月30日。")), landscape=True),
        Attachment("逾期未办结事项清单。", (Table(COLUMNS, ()),)),
    ),
    signature="某县人民政府办公室",
    signed_on=date(2026, 10, 12),
    remark="此件公开发布",
    copy_to="县委办公室，县人大常委会办公室",
    printed_by="某县人民政府办公室",
    printed_on=date(2026, 10, 12),
)
SIGN_HERE = Cell("签字：　　　　年　　月　　日", across=3, align="right")
SLIP = OfficialPaper(
    title="政务公开督办单",
    number="某政公开督〔2026〕8号",
    blocks=(
        Table(
            (Column(width=28, label=True), Column(width=50, align="left")) * 2,
            (
                ("督办事项", Cell("及时公开2025年度部门决算", across=3)),
                ("承办单位", "某县财政局", "完成时限", "2026年9月30日"),
                Row(("办理要求", Cell("请于10月20日前办结。", across=3)), 25),
                Row(("负责人意见", SIGN_HERE), 16),
            ),
        ),
        Spread(("签发：", "审核：", "经办人：")),
    ),
    signature="某县政务公开领导小组办公室",
    signed_on=date(2026, 10, 10),
)


@cache
def written(paper: OfficialPaper) -> bytes:
    """Return the file of a paper; the same for all tests that only look at it."""
    return write_official(paper, NOW)


def opened(paper: OfficialPaper):
    """Return the paper as python-docx reads it."""
    return docx.Document(BytesIO(written(paper)))


def parts(paper: OfficialPaper) -> dict:
    """Return the XML parts of the file by their names."""
    with ZipFile(BytesIO(written(paper))) as archive:
        names = [name for name in archive.namelist() if name.endswith((".xml", ".rels"))]
        return {name: etree.fromstring(archive.read(name)) for name in names}


def styled(document, style: str) -> list[str]:
    """Return the texts of the paragraphs of a style."""
    return [paragraph.text for paragraph in document.paragraphs if paragraph.style.name == style]


def the(document, text: str):
    """Return the one paragraph that begins with a text."""
    (found,) = [paragraph for paragraph in document.paragraphs if paragraph.text.startswith(text)]
    return found


def value(element, path: str, name: str = "val") -> str | None:
    """Return an attribute of the element at a path of w: names, None where there is none."""
    for step in path.split("/"):
        element = element.find(qn(f"w:{step}"))
        if element is None:
            return None
    return element.get(qn(f"w:{name}"))
