"""The file of an official paper: the same bytes each time, in order for Word, safe for any text."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from documents.readers import read_file
from documents.writers.official.description import Attachment, Body, Column, Heading, OfficialPaper, Table
from documents.writers.official.write import write_official
from tests.documents.writers.official_papers import CIRCULAR, NOW, SLIP, opened, parts, styled

ORDER = {  # as the schema of the format has them; Word refuses a file that mixes them up
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr pBdr shd tabs snapToGrid spacing ind "
    "contextualSpacing jc textDirection textAlignment outlineLvl rPr sectPr",
    "rPr": "rStyle rFonts b i snapToGrid color spacing w kern position sz szCs u lang",
    "tblPr": "tblStyle tblpPr tblW jc tblInd tblBorders tblLayout tblCellMar tblLook",
    "tcPr": "tcW gridSpan vMerge tcBorders textDirection vAlign",
    "sectPr": "headerReference footerReference type pgSz pgMar cols titlePg docGrid",
    "style": "name aliases basedOn next link uiPriority qFormat pPr rPr tblPr",
    "font": "altName charset family pitch",
    "settings": "zoom defaultTabStop evenAndOddHeaders drawingGridHorizontalSpacing characterSpacingControl compat "
    "themeFontLang",
}


def test_the_same_paper_is_the_same_file_to_the_byte():
    assert write_official(CIRCULAR, NOW) == write_official(replace(CIRCULAR), NOW)
    with ZipFile(BytesIO(write_official(CIRCULAR, NOW))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_another_time_is_another_file():
    assert write_official(SLIP, NOW) != write_official(SLIP, datetime(2026, 10, 13, tzinfo=UTC))


def test_the_file_knows_its_title_and_time_and_nothing_of_who_wrote_it():
    properties = opened(CIRCULAR).core_properties
    assert properties.title == CIRCULAR.title
    assert properties.created == properties.modified == NOW
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    with ZipFile(BytesIO(write_official(CIRCULAR, NOW))) as archive:
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names)
    assert not any(name.startswith(("docProps/app", "docProps/thumb", "customXml")) for name in names)
    assert b"python" not in everything
    assert b"rsid" not in everything


@pytest.mark.parametrize("paper", [CIRCULAR, SLIP, replace(CIRCULAR, letterhead="某县人民政府文件")])
def test_elements_stand_in_the_order_in_which_word_wants_them(paper):
    for name, root in parts(paper).items():
        for element in root.iter():
            kind = element.tag.partition("}")[2]
            if kind in ORDER:
                order = ORDER[kind].split()
                places = [order.index(child.tag.partition("}")[2]) for child in element]
                assert places == sorted(places), (name, kind)


def test_every_style_that_is_used_is_there_under_a_chinese_name_or_one_that_word_translates():
    files = parts(CIRCULAR)
    known = {style.get(qn("w:styleId")) for style in files["word/styles.xml"].iter(qn("w:style"))}
    used = {
        element.get(qn("w:val"))
        for root in files.values()
        for tag in ("pStyle", "rStyle", "tblStyle", "basedOn", "next", "link")
        for element in root.iter(qn(f"w:{tag}"))
    }
    assert used <= known
    assert {name for name in known if name.isascii()} == {"Normal", "Title", "DefaultFont", "PlainTable"}


def test_text_is_dressed_by_its_style_and_not_by_hand():
    document = opened(CIRCULAR)
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs]
    assert not [run.text for run in runs if run.font.size or run.font.name or run.font.bold is not None]


def test_the_paper_can_be_read_again(tmp_path):
    file = tmp_path / "paper.docx"
    file.write_bytes(write_official(CIRCULAR, NOW))
    content = read_file(file)
    texts = [block.text for block in content.blocks if hasattr(block, "text")]
    assert "一、总体情况" in texts
    assert len([block for block in content.blocks if hasattr(block, "rows")]) == 3


HOSTILE = "\x00\x07\x0b\x1f\ufffe公开\u202e<w:p>&amp;\ud800]]>“”😀"


def test_control_characters_and_markup_are_text_or_nothing():
    paper = OfficialPaper(
        title=HOSTILE,
        number=HOSTILE,
        addressees=HOSTILE,
        letterhead=HOSTILE,
        blocks=(Heading(1, HOSTILE, HOSTILE), Body(HOSTILE), Table((Column(HOSTILE),), ((HOSTILE,),))),
        attachments=(Attachment(HOSTILE),),
        signature=HOSTILE,
        signed_on=NOW.date(),
        remark=HOSTILE,
        copy_to=HOSTILE,
        printed_by=HOSTILE,
    )
    document = opened(paper)
    assert styled(document, "公文正文")[-1] == "公开<w:p>&amp;]]>“”😀"
    assert document.tables[0].rows[1].cells[0].text == "公开<w:p>&amp;]]>“”😀"


def test_a_paper_of_blank_texts_is_still_a_file():
    blocks = (
        Heading(1, ""),
        Heading(9, " ", " "),
        Body(" \n "),
        Table((Column(""),), ()),
        Table((Column(""),), (("",),)),
    )
    document = opened(OfficialPaper("", blocks=blocks, attachments=(Attachment(""), Attachment("", landscape=True))))
    assert styled(document, "附件标记") == ["附件1", "附件2"]


def test_five_hundred_characters_fit_into_a_cell():
    table = opened(
        OfficialPaper("表", blocks=(Table((Column("甲"), Column("乙")), (("公开" * 250, "x" * 500),)),))
    ).tables[0]
    assert [len(cell.text) for cell in table.rows[1].cells] == [500, 500]


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_makes_a_file_that_opens(first, second):
    paper = OfficialPaper(
        first, second, (Heading(2, first, second), Table((Column(first),), ((second,),))), signature=second
    )
    assert docx.Document(BytesIO(write_official(paper, NOW))).tables
