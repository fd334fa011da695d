"""The three offices of the demonstration, with the papers they published and the registers kept in fixtures/."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DemoOffice:
    """One office: its names, its papers in the order of import, and whether the first is carried on into this year."""

    slug: str
    name: str
    short_name: str
    region: str
    papers: tuple[str, ...]
    goes_on: bool = False


OFFICES = (
    DemoOffice("shanghe", "商河县人民政府办公室", "商河县政府办", "商河县", ("shanghe-2023.xlsx",), goes_on=True),
    DemoOffice("huainan", "淮南市人民政府办公室", "淮南市政府办", "淮南市", ("huainan-2021.html",)),
    DemoOffice("shicheng", "石城县人民政府办公室", "石城县政府办", "石城县", ("shicheng-2024.docx",)),
)
SHOWN_LOGINS = (
    "shanghe-jingban1",
    "shanghe-caizheng",
    "shanghe-caizheng-lingdao",
    "huainan-jingban1",
    "shicheng-jingban1",
)
