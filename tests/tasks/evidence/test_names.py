"""Names are data from a stranger: harmless and readable (U03)."""

import unicodedata
from email.message import Message
from email.utils import collapse_rfc2231_value
from io import BytesIO

import pytest
from django.http import FileResponse
from hypothesis import given
from hypothesis import strategies as st

from tests.tasks.evidence.samples import pdf
from units.files.checking import check
from units.files.names import LONGEST, clean_name, ending_of
from units.refusals import Refused


class Bare:
    """An upload whose name nobody has cleaned yet."""

    content_type, size = "", len(pdf())

    def __init__(self, name):
        self.name = name


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("公开截图.pdf", "公开截图.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("/etc/报告.pdf", "报告.pdf"),
        ("C:\\Users\\张三\\报告.pdf", "报告.pdf"),
        ("C:报告.pdf", "C_报告.pdf"),
        ("报\x00告.pdf", "报告.pdf"),
        ("报告\u202efdp.exe", "报告fdp.exe"),
        ("\u200f报\u2066告\u200b.pdf\ufeff", "报告.pdf"),
        ("报\r\n告\t 甲\u2028乙.pdf", "报告 甲 乙.pdf"),
        ('关于"公开"的<通知>|*?.pdf', "关于_公开_的_通知____.pdf"),
        ("关于“公开”的《通知》（一）.PDF", "关于“公开”的《通知》（一）.PDF"),
        ("  .报告.pdf. . ", "报告.pdf"),
        ("re\u0301sume\u0301.pdf", "résumé.pdf"),
        ("报告.pdf\ud800", "报告.pdf"),
        ("..", ""),
        ("", ""),
    ],
)
def test_u03_names_are_cleaned(raw, clean):
    assert clean_name(raw) == clean


def test_u03_a_long_name_is_cut_and_keeps_its_ending():
    name = clean_name("关" * 300 + ".pdf")
    assert name == "关" * (LONGEST - 4) + ".pdf"


@pytest.mark.parametrize("name", ["报告.pdf.exe", "报告.pdf\u202e.exe", "报告.pdf .exe", "报告.pdf.exe.", "报告.pdf．"])
def test_u03_the_last_ending_counts(name):
    with pytest.raises(Refused, match=r"不接受 \.exe|没有后缀"):
        check(Bare(name))


@given(st.text(max_size=400))
def test_u03_whatever_the_name_it_is_short_one_line_and_no_path(raw):
    name = clean_name(raw)
    assert len(name) <= LONGEST
    assert clean_name(name) == name
    assert unicodedata.is_normalized("NFC", name)
    assert not set(name) & set('/\\<>:"|?*\r\n\0')
    assert not any(unicodedata.category(char) in ("Cc", "Cf", "Cs") for char in name)
    assert name == "" or ending_of(name) == "" or name.lower().endswith(ending_of(name).lower())


@given(st.text(max_size=60))
def test_u03_the_header_of_the_download_holds_just_that_name(raw):
    name = clean_name(raw + ".pdf")
    response = FileResponse(BytesIO(), as_attachment=True, filename=name, content_type="application/pdf")
    header = response.headers["Content-Disposition"]
    assert header.isascii()
    assert header.isprintable()
    read = Message()
    read["Content-Disposition"] = header
    assert (read.get_content_disposition(), collapse_rfc2231_value(read.get_filename())) == ("attachment", name)
    assert len(read.get_params(header="content-disposition")) == 2
