"""An official paper has the page of GB/T 9704: margins, grid, fonts, numbers at the foot."""

from dataclasses import replace

import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Pt

from documents.writers.official.description import Attachment, Body, OfficialPaper, Settings
from tests.documents.writers.official_papers import CIRCULAR, opened, parts, value


def margins(section) -> list[float]:
    edges = section.top_margin, section.right_margin, section.bottom_margin, section.left_margin
    return [edge.mm for edge in edges]


def test_the_page_is_a4_with_the_margins_of_the_standard():
    section = opened(CIRCULAR).sections[0]
    assert [section.page_width.mm, section.page_height.mm] == pytest.approx([210, 297], abs=0.1)
    assert margins(section) == pytest.approx([37, 26, 35, 28], abs=0.1)


@pytest.mark.parametrize("pitch", [28, 28.95, 29])
def test_twenty_two_lines_fit_on_a_page(pitch):
    section = opened(replace(CIRCULAR, settings=Settings(pitch=pitch))).sections[0]
    room = (section.page_height - section.top_margin - section.bottom_margin) / Pt(1)
    assert 22 <= room / pitch < 23
    assert value(section._sectPr, "docGrid", "linePitch") == str(round(pitch * 20))


def test_twenty_eight_characters_fit_on_a_line():
    document = opened(CIRCULAR)
    section = document.sections[0]
    room = (section.page_width - section.left_margin - section.right_margin) / Pt(1)
    assert value(section._sectPr, "docGrid", "type") == "linesAndChars"
    in_grid = 16 + int(value(section._sectPr, "docGrid", "charSpace")) / 4096
    in_text = 16 + int(value(document.styles["公文正文"].element, "rPr/spacing")) / 20
    assert room / in_grid == pytest.approx(28, abs=0.01)
    assert 28 <= room / in_text < 28.2


def test_body_text_is_size_three_with_a_fixed_pitch_and_an_indent_of_two_characters():
    style = opened(CIRCULAR).styles["公文正文"]
    assert style.font.size.pt == 16
    assert style.paragraph_format.line_spacing.pt == 29
    assert value(style.element, "pPr/spacing", "lineRule") == "exact"
    assert value(style.element, "pPr/ind", "firstLineChars") == "200"


@pytest.mark.parametrize(
    ("style", "chinese", "size"),
    [
        ("公文正文", "仿宋_GB2312", 16),
        ("Title", "方正小标宋简体", 22),
        ("一级标题", "黑体", 16),
        ("二级标题", "楷体_GB2312", 16),
        ("三级标题", "仿宋_GB2312", 16),
        ("四级标题", "仿宋_GB2312", 16),
        ("附件标记", "黑体", 16),
    ],
)
def test_each_style_names_a_font_for_chinese_and_one_for_digits(style, chinese, size):
    found = opened(CIRCULAR).styles[style]
    fonts = found.element.rPr.rFonts
    assert (fonts.get(qn("w:eastAsia")), fonts.get(qn("w:ascii"))) == (chinese, "Times New Roman")
    assert (found.font.size.pt, bool(found.font.bold)) == (size, False)


def test_levels_are_bold_only_where_the_office_wants_it():
    document = opened(replace(CIRCULAR, settings=Settings(bold_levels=(2,))))
    assert [bool(document.styles[f"{level}级标题"].font.bold) for level in "一二三四"] == [False, True, False, False]


def test_a_computer_without_a_font_is_told_the_next_one_and_no_font_is_in_the_file():
    files = parts(CIRCULAR)
    others = {font.get(qn("w:name")): value(font, "altName") for font in files["word/fontTable.xml"]}
    assert others["仿宋_GB2312"].split(",")[:2] == ["仿宋", "FangSong"]
    assert others["方正小标宋简体"].startswith("宋体")
    assert others["楷体_GB2312"].startswith("楷体")
    used = {fonts.get(qn("w:eastAsia")) for fonts in files["word/styles.xml"].iter(qn("w:rFonts"))}
    assert used <= set(others)
    assert not any("font" in name and name != "word/fontTable.xml" for name in files)


def test_marks_that_both_scripts_use_are_printed_in_the_chinese_font():
    (run,) = [run for p in opened(CIRCULAR).paragraphs for run in p.runs if "“公开”" in run.text]
    assert value(run._element, "rPr/rFonts", "hint") == "eastAsia"


def test_page_numbers_stand_between_dashes_odd_ones_right_and_even_ones_left():
    document = opened(CIRCULAR)
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side, alignment in ((section.footer, "right", 2), (section.even_page_footer, "left", 0)):
        (paragraph,) = footer.paragraphs
        codes = [code.text.strip() for code in paragraph._element.iter(qn("w:instrText"))]
        assert (paragraph.text, codes) == ("— 1 —", ["PAGE"])
        assert paragraph.alignment == alignment
        assert value(paragraph._element, "pPr/ind", f"{side}Chars") == "100"
    style = document.styles["页码"]
    assert (style.font.size.pt, style.font.name) == (14, "宋体")


def test_an_attachment_that_lies_across_keeps_its_margins_and_numbers_on_the_edges_of_the_sheet():
    upright, across, back = opened(CIRCULAR).sections
    assert (across.orientation, back.orientation) == (WD_ORIENT.LANDSCAPE, WD_ORIENT.PORTRAIT)
    assert margins(across) == pytest.approx([28, 37, 26, 35], abs=0.1)
    assert margins(back) == margins(upright)
    for footer, side in ((across.footer, "right"), (across.even_page_footer, "left")):
        cell = footer.tables[0].cell(0, 0)
        assert cell.text == "— 1 —"
        assert value(cell._tc, "tcPr/textDirection") == "tbRl"
        assert value(cell.paragraphs[0]._element, "pPr/ind", f"{side}Chars") == "100"
        place = footer.tables[0]._tbl.tblPr.find(qn("w:tblpPr"))
        assert int(place.get(qn("w:tblpX"))) < across.left_margin.twips
    assert back.footer.paragraphs[0].text == "— 1 —"
    assert not back.footer.tables


def test_page_numbers_run_on_through_all_parts():
    assert not list(parts(CIRCULAR)["word/document.xml"].iter(qn("w:pgNumType")))


def test_a_wide_attachment_takes_a3():
    paper = OfficialPaper("通知", attachments=(Attachment("一览表", (Body("内容"),), size="A3"),))
    section = opened(paper).sections[1]
    assert [section.page_width.mm, section.page_height.mm] == pytest.approx([420, 297], abs=0.1)
