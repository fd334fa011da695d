"""The named styles of an official paper: what the office changes in Word, it changes once for the whole paper."""

from dataclasses import dataclass

from docx.oxml import parse_xml

from documents.writers.official.description import Settings
from documents.writers.official.fonts import FANG, HEI, KAI, LATIN, SMALL_SONG, SONG
from documents.writers.official.measures import (
    BODY,
    LETTERHEAD_SIZE,
    PAGE_NUMBER,
    RECORD_SIZE,
    TITLE,
    squeeze_twips,
    twips,
)

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BASE, TEXT, HEADLINE = "Normal", "公文正文", "Title"  # Word shows the first and the last as 正文 and 标题
HEADINGS = ("", "一级标题", "二级标题", "三级标题", "四级标题")
RUN_IN = ("", "一级标题字", "二级标题字", "三级标题字", "四级标题字")
LETTERHEAD, NUMBER, ADDRESSEES = "发文机关标志", "发文字号", "主送机关"
ATTACHED, SIGNATURE, DATE, REMARK = "附件说明", "发文机关署名", "成文日期", "附注"
ATTACHMENT_MARK, ATTACHMENT_TITLE = "附件标记", "附件标题"
GRID, HEAD, CELL, LABEL, NOTE, SPREAD, GAP = "公文表格", "表头", "表格文字", "表格标签", "表注", "签批栏", "表后间隔"
RECORD, RULES, PAGE = "版记", "版记线", "页码"
_LEVEL_FONTS = (FANG, HEI, KAI, FANG, FANG)
# LibreOffice gives a character of 16 points two places of a grid of 15.8. So the page has its grid for whoever sets
# it in Word, and the text is squeezed by its style, which every program prints alike.
_OFF_GRID = '<w:snapToGrid w:val="0"/>'


@dataclass(frozen=True, slots=True)
class _Style:
    """A paragraph style; ``before`` and ``after`` count in twips, ``indent`` is the inside of w:ind."""

    name: str
    font: str = FANG
    size: float = BODY
    pitch: float = 0  # points; 0: as the text
    fixed: bool = True  # the pitch; else it grows with what stands in the line
    before: int = 0
    after: int = 0
    indent: str = ""
    align: str = "left"
    based: str = BASE
    follows: str = ""
    flags: str = ""  # elements before the spacing
    squeezed: bool = False  # so that 28 characters fill a line
    outline: int | None = None
    bold: bool = False
    red: bool = False
    latin: str = LATIN


def styles(settings: Settings):
    """Return the part of the file that holds the styles."""
    line = round(settings.pitch * 20)
    made = [_paragraph(style, line) for style in _styles(settings, line)]
    runs = [_run_in(level, level in settings.bold_levels) for level in range(1, 5)]
    return parse_xml(f'<w:styles xmlns:w="{_W}">{_defaults()}{"".join(made + runs)}{_tables()}</w:styles>')


def _styles(settings: Settings, line: int) -> list[_Style]:
    keep, small = "<w:keepNext/>", settings.table_size
    headline = {"font": SMALL_SONG, "size": TITLE, "pitch": settings.title_pitch, "align": "center"}
    table = {"size": small, "pitch": small * 1.3, "fixed": False}
    new_page = "<w:keepNext/><w:pageBreakBefore/>"
    record = f'<w:tabs><w:tab w:val="right" w:pos="{twips(156) - 280}"/></w:tabs>'
    return [
        _Style(BASE, align="both", based=""),
        _Style(TEXT, indent='w:firstLineChars="200" w:firstLine="640"', align="both", squeezed=True),
        _Style(HEADLINE, **headline, after=line, follows=ADDRESSEES, flags=keep),
        *(_heading(level, level in settings.bold_levels) for level in range(1, 5)),
        _Style(LETTERHEAD, SMALL_SONG, LETTERHEAD_SIZE, 56, before=twips(35), align="center", follows=NUMBER, red=True),
        _Style(NUMBER, align="center", before=line, follows=HEADLINE),
        _Style(ADDRESSEES, follows=TEXT, align="both", squeezed=True),
        _Style(ATTACHED, indent='w:leftChars="500" w:left="1600" w:hangingChars="300" w:hanging="960"'),
        _Style(SIGNATURE, before=2 * line, align="right", follows=DATE, flags=keep),
        _Style(DATE, indent='w:rightChars="400" w:right="1280"', align="right", follows=REMARK),
        _Style(REMARK, before=line, indent='w:firstLineChars="200" w:firstLine="640"'),
        _Style(ATTACHMENT_MARK, HEI, flags=new_page, follows=ATTACHMENT_TITLE),
        _Style(ATTACHMENT_TITLE, **headline, before=line // 2, after=line // 2, follows=TEXT, flags=keep),
        _Style(HEAD, HEI, **table, align="center"),
        _Style(CELL, **table, align="center"),
        _Style(LABEL, HEI, **table, align="center"),
        _Style(NOTE, size=small, pitch=small * 1.5, fixed=False, before=120),
        _Style(SPREAD, pitch=settings.pitch, before=240),
        _Style(GAP, size=2, pitch=6),
        _Style(RECORD, size=RECORD_SIZE, pitch=22, indent='w:leftChars="100" w:left="280" w:right="280"', flags=record),
        _Style(PAGE, SONG, PAGE_NUMBER, 18, latin=SONG),
    ]


def _heading(level: int, bold: bool) -> _Style:
    font = _LEVEL_FONTS[level]
    return _Style(
        HEADINGS[level],
        font,
        based=TEXT,
        follows=TEXT,
        align="both",
        flags="<w:keepNext/>",
        outline=level - 1,
        squeezed=True,
        bold=bold,
    )


def _fonts(font: str, latin: str = LATIN) -> str:
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:eastAsia="{font}" w:cs="{latin}"/>'


def _characters(style: _Style) -> str:
    size = round(style.size * 2)
    bold, red = "<w:b/>" if style.bold else "", '<w:color w:val="FF0000"/>' if style.red else ""
    squeeze = f'<w:spacing w:val="{squeeze_twips()}"/>' if style.squeezed else ""
    fonts = _fonts(style.font, style.latin)
    return f'<w:rPr>{fonts}{bold}{_OFF_GRID}{red}{squeeze}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>'


def _paragraph(style: _Style, line: int) -> str:
    pitch, rule = round(style.pitch * 20) or line, "exact" if style.fixed else "atLeast"
    own = style.name not in (BASE, HEADLINE)
    default = ' w:default="1"' if style.name == BASE else ""
    outline = "" if style.outline is None else f'<w:outlineLvl w:val="{style.outline}"/>'
    indent = f"<w:ind {style.indent}/>" if style.indent else ""
    linked = f'<w:link w:val="{RUN_IN[style.outline + 1]}"/>' if style.outline is not None else ""
    return (
        f'<w:style w:type="paragraph"{default}{_custom(own)} w:styleId="{style.name}"><w:name w:val="{style.name}"/>'
        + (f'<w:basedOn w:val="{style.based}"/>' if style.based else "")
        + (f'<w:next w:val="{style.follows}"/>' if style.follows else "")
        + f"{linked}<w:qFormat/><w:pPr>{style.flags}{_OFF_GRID}"
        + f'<w:spacing w:before="{style.before}" w:after="{style.after}" w:line="{pitch}" w:lineRule="{rule}"/>'
        + f'{indent}<w:jc w:val="{style.align}"/>{outline}</w:pPr>{_characters(style)}</w:style>'
    )


def _run_in(level: int, bold: bool) -> str:
    style = _heading(level, bold)
    return (
        f'<w:style w:type="character" w:customStyle="1" w:styleId="{RUN_IN[level]}"><w:name w:val="{RUN_IN[level]}"/>'
        f'<w:link w:val="{HEADINGS[level]}"/>{_characters(style)}</w:style>'
    )


def _custom(own: bool) -> str:
    return ' w:customStyle="1"' if own else ""


def _defaults() -> str:
    language = '<w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/>'
    size = round(BODY * 2)
    return (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{_fonts(FANG)}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>{language}</w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:widowControl w:val="0"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="character" w:default="1" w:styleId="DefaultFont"><w:name w:val="Default Paragraph Font"/></w:style>'
    )


def _tables() -> str:
    all_edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    return (
        '<w:style w:type="table" w:default="1" w:styleId="PlainTable"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/></w:tblPr></w:style>'
        f"{_table(GRID, dict.fromkeys(all_edges, 4), 85)}{_table(RULES, {'top': 8, 'bottom': 8, 'insideH': 6}, 0)}"
    )


def _table(name: str, edges: dict[str, int], margin: int) -> str:
    """Return a style of tables: rules in eighths of a point, room beside the text of a cell in twips."""
    rules = "".join(
        f'<w:{edge} w:val="single" w:sz="{size}" w:space="0" w:color="000000"/>' for edge, size in edges.items()
    )
    margins = {"top": 40, "left": margin, "bottom": 40, "right": margin}
    room = "".join(f'<w:{edge} w:w="{width}" w:type="dxa"/>' for edge, width in margins.items())
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="PlainTable"/><w:tblPr><w:tblBorders>{rules}</w:tblBorders>'
        f"<w:tblCellMar>{room}</w:tblCellMar></w:tblPr></w:style>"
    )
