"""The parts of an official paper stand in their order, in their styles, at their places."""

from dataclasses import replace
from datetime import date

import pytest
from docx.oxml.ns import qn

from documents.text import chinese_numeral
from documents.writers.official.description import Attachment, Body, Heading, OfficialPaper, Settings
from documents.writers.official.measures import ems
from tests.documents.writers.official_papers import CIRCULAR, SLIP, opened, styled, the, value


def test_the_parts_stand_in_the_order_of_the_standard():
    styles = [paragraph.style.name for paragraph in opened(CIRCULAR).paragraphs]
    order = ["发文字号", "Title", "主送机关", "公文正文", "附件说明", "发文机关署名", "成文日期", "附注", "附件标记"]
    assert [styles.index(style) for style in order] == sorted(styles.index(style) for style in order)


def test_the_document_number_has_its_year_in_the_right_brackets():
    assert styled(opened(CIRCULAR), "发文字号") == ["某政办发〔2026〕15号"]


def test_the_title_is_broken_into_centred_lines():
    document = opened(CIRCULAR)
    assert styled(document, "Title") == ["某县人民政府办公室关于2026年第三季度\n全县政务公开重点工作完成情况的通报"]
    assert value(document.styles["Title"].element, "pPr/jc") == "center"


def test_the_addressees_end_with_a_colon_however_they_were_typed():
    for typed in ("各乡镇人民政府", "各乡镇人民政府：", "各乡镇人民政府:"):
        assert styled(opened(replace(SLIP, addressees=typed)), "主送机关") == ["各乡镇人民政府："]


def test_headings_are_numbered_by_their_level_and_have_no_stop_on_a_line_of_their_own():
    document = opened(CIRCULAR)
    assert styled(document, "一级标题") == ["一、总体情况", "二、存在问题"]
    assert styled(document, "二级标题") == ["（二）“公开”情况"]


def test_a_heading_runs_in_with_a_stop_in_the_font_of_its_level():
    document = opened(CIRCULAR)
    for text, style in (
        ("（一）任务办结情况。", "二级标题字"),
        ("1.报送不及时。", "三级标题字"),
        ("（1）具体事项。", "四级标题字"),
    ):
        heading, body = the(document, text).runs
        assert (heading.text, heading.style.name) == (text, style)
        assert body.style.name == "Default Paragraph Font"
        assert the(document, text).style.name == "公文正文"
    assert value(document.styles["二级标题字"].element, "rPr/rFonts", "eastAsia") == "楷体_GB2312"


def test_a_heading_starts_the_levels_below_it_anew_and_may_bring_its_own_mark():
    headings = [(1, "甲"), (2, "乙"), (2, "丙"), (1, "丁"), (2, "戊"), (3, "己"), (3, "2026年")]
    blocks = (*(Heading(level, text) for level, text in headings), Heading(1, "庚", mark=""), Heading(1, "辛"))
    lines = [p.text for p in opened(OfficialPaper("通知", blocks=blocks)).paragraphs if p.text]
    expected = ["一、甲", "（一）乙", "（二）丙", "二、丁", "（一）戊", "1.己", "2. 2026年", "庚", "四、辛"]
    assert lines == ["通知", *expected]


def test_headings_can_be_jumped_to_in_word():
    document = opened(CIRCULAR)
    levels = [value(document.styles[f"{level}级标题"].element, "pPr/outlineLvl") for level in "一二三四"]
    assert levels == ["0", "1", "2", "3"]


@pytest.mark.parametrize(
    ("number", "printed"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (35, "三十五"), (99, "九十九"), (100, "100")],
)
def test_numbers_are_written_in_chinese_to_ninety_nine(number, printed):
    assert chinese_numeral(number) == printed


def test_each_line_of_a_text_is_a_paragraph():
    document = opened(OfficialPaper("通知", blocks=(Body("第一段。\n\n  第二段。"),)))
    assert styled(document, "公文正文") == ["第一段。", "第二段。"]


def test_several_attachments_are_numbered_below_the_text_without_a_mark_behind_them():
    document = opened(CIRCULAR)
    assert styled(document, "附件说明") == ["附件：1. 第三季度重点工作完成情况表", "2. 逾期未办结事项清单"]
    first = the(document, "附件：")
    assert first.paragraph_format.space_before.pt == 29
    indents = [
        [int(value(the(document, text)._element, "pPr/ind", f"{kind}Chars")) for kind in ("left", "hanging")]
        for text in ("附件：", "2. 逾期")
    ]
    assert indents[0][0] - indents[0][1] == 200  # two characters in
    assert indents[1][0] - indents[1][1] == 500  # below the 1.
    assert styled(document, "附件标记") == ["附件1", "附件2"]
    assert styled(document, "附件标题")[1] == "逾期未办结事项清单"


def test_a_single_attachment_has_no_number():
    document = opened(replace(CIRCULAR, attachments=(Attachment("完成情况表"),)))
    assert styled(document, "附件说明") == ["附件：完成情况表"]
    assert styled(document, "附件标记") == ["附件"]


def test_every_attachment_begins_on_a_new_page():
    assert opened(CIRCULAR).styles["附件标记"].paragraph_format.page_break_before


def test_no_empty_paragraph_stands_between_the_parts():
    document = opened(CIRCULAR)
    assert [p.style.name for p in document.paragraphs if not p.text and p.style.name != "表后间隔"] == []


def rights(paper) -> tuple[float, float]:
    """How far signature and date end from the right, in characters."""
    document = opened(paper)
    names = ("发文机关署名", "成文日期")
    found = [p for name in names for p in document.paragraphs if p.style.name == name]
    return tuple(int(value(p._element, "pPr/ind", "rightChars")) / 100 for p in found)


def centres(paper) -> tuple[float, float]:
    name, day = rights(paper)
    return name + ems(paper.signature) / 2, day + ems("2026年10月12日") / 2


@pytest.mark.parametrize("signature", ["县府办", "某县人民政府办公室", "某县政务公开和政务服务工作领导小组办公室"])
def test_the_signature_is_centred_above_the_date(signature):
    name, day = centres(replace(CIRCULAR, signature=signature))
    assert name == pytest.approx(day, abs=0.02)


def test_the_date_ends_four_characters_from_the_right():
    assert rights(CIRCULAR)[1] == 4
    assert styled(opened(CIRCULAR), "成文日期") == ["2026年10月12日"]


def test_a_signature_that_is_too_long_for_that_moves_the_date():
    name, day = rights(replace(CIRCULAR, signature="某县政务公开和政务服务工作领导小组办公室"))
    assert name == 0
    assert day > 4


@pytest.mark.parametrize(("signature", "expected"), [("某县人民政府办公室", (2, 2)), ("县府办", (8, 2))])
def test_without_a_seal_the_signature_ends_two_characters_from_the_right(signature, expected):
    paper = replace(CIRCULAR, signature=signature, settings=Settings(sealed=False))
    assert rights(paper) == expected


def test_those_who_sign_together_stand_below_each_other_about_one_centre():
    document = opened(replace(CIRCULAR, signature="某县人民政府办公室\n某县司法局"))
    first, second = [p for p in document.paragraphs if p.style.name == "发文机关署名"]
    right = [int(value(p._element, "pPr/ind", "rightChars")) / 100 for p in (first, second)]
    assert right[0] + ems(first.text) / 2 == right[1] + ems(second.text) / 2
    assert second.paragraph_format.space_before.pt == 0


def test_the_signature_never_stands_alone_on_a_page():
    document = opened(CIRCULAR)
    kept = [the(document, text) for text in ("特此通报", "附件：", "2. 逾期")]
    assert all(paragraph.paragraph_format.keep_with_next for paragraph in kept)
    assert document.styles["发文机关署名"].paragraph_format.keep_with_next


def test_the_remark_stands_in_brackets():
    assert styled(opened(CIRCULAR), "附注") == ["（此件公开发布）"]
    assert styled(opened(replace(CIRCULAR, remark="（此件公开发布）")), "附注") == ["（此件公开发布）"]


def test_the_record_stands_at_the_foot_of_the_last_page():
    table = opened(CIRCULAR).tables[-1]
    assert [row.cells[0].text for row in table.rows] == [
        "抄送：县委办公室，县人大常委会办公室。",
        "某县人民政府办公室\t2026年10月12日印发",
    ]
    place = table._tbl.tblPr.find(qn("w:tblpPr"))
    assert (place.get(qn("w:vertAnchor")), place.get(qn("w:tblpYSpec"))) == ("margin", "bottom")


def test_the_record_gets_an_upright_page_behind_a_table_that_lies_across():
    paper = replace(CIRCULAR, attachments=CIRCULAR.attachments[:1])
    last = opened(paper).sections[-1]
    assert last.page_width < last.page_height


def test_the_letterhead_is_red_above_a_red_line():
    document = opened(replace(CIRCULAR, letterhead="某县人民政府办公室文件"))
    assert document.paragraphs[0].style.name == "发文机关标志"
    assert str(document.styles["发文机关标志"].font.color.rgb) == "FF0000"
    assert value(document.paragraphs[1]._element, "pPr/pBdr/bottom", "color") == "FF0000"


def test_a_long_letterhead_gets_smaller_and_stays_on_one_line():
    name = "某某壮族自治县政务公开领导小组办公室文件"
    (run,) = opened(replace(CIRCULAR, letterhead=name)).paragraphs[0].runs
    assert run.font.size.pt * len(name) <= 156 / 25.4 * 72


def test_what_is_empty_is_left_out():
    document = opened(OfficialPaper("通知", signed_on=date(2026, 7, 3)))
    assert [(p.style.name, p.text) for p in document.paragraphs] == [("Title", "通知"), ("成文日期", "2026年7月3日")]
