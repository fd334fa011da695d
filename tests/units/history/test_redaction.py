"""What never stands in the history (L06, L07): forged lines, secrets, numbers of people."""

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher, MD5PasswordHasher, PBKDF2PasswordHasher
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.backends.db import SessionStore
from django.middleware.csrf import _get_new_csrf_string

from tests.world import AT, make_clerk, make_office
from units import history
from units.history import record
from units.models import AuditEntry, Unit
from units.redaction import HIDDEN, told, told_changes

LIVE = ["\n", "\r", "\t", "\v", "\f", "\x00", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\u200b", "\ufeff"]


@pytest.mark.parametrize("char", LIVE)
def test_control_characters_are_written_out_on_one_line(char):
    text = told(f"县财政局{char}系统 办结")
    assert text.isprintable()
    assert len(text.splitlines()) == 1
    assert text.startswith("县财政局\\")
    assert text.endswith("系统 办结")


def test_line_ends_of_every_system_read_the_same_and_blanks_stay_blanks():
    assert told("  甲\r\n乙\n丙\u3000丁  ") == r"甲\n乙\n丙 丁"


@pytest.mark.django_db
def test_every_field_of_an_entry_is_one_line():
    office = make_office(name="青山县\n人民政府办公室")
    clerk = make_clerk(office)
    clerk.name = "张三\n2026-01-01 李四 办结"
    unit = Unit(pk=7, office=office, name="x", short_name="县财政局\r\n假记录")
    with history.act("192.0.2.1\n"):
        record(
            "甲",
            unit,
            by=clerk,
            at=AT,
            office=office,
            reason="好\x00",
            changes={"名\n称": ["甲\n", {"乙\x1b": ["乙\u2028丙"]}]},
        )
    entry = AuditEntry.objects.get()
    texts = [entry.actor_name, entry.office_name, entry.object_label, entry.reason, entry.origin]
    assert all(text and text.isprintable() for text in texts)
    assert entry.changes == {r"名\n称": ["甲", {r"乙\x1b": [r"乙\u2028丙"]}]}


NUMBERS = {
    "身份证号 110101199003071234": f"身份证号 {HIDDEN}",
    "11010119900307123X，联系不上": f"{HIDDEN}，联系不上",
    "号码１１０１０１１９９００３０７１２３４（全角）": f"号码{HIDDEN}（全角）",
    "110101 19900307 123x": HIDDEN,
    "老号码110101900307123": f"老号码{HIDDEN}",
    "请打13812341234": "请打138****1234",
    "请打 138-1234-1234 或 139 1234 5678": "请打 138****1234 或 139****5678",
    "+86 13812341234": "+86 138****1234",
    "电话0531-84881234转801": "电话0531-****1234转801",
}


@pytest.mark.parametrize(("text", "kept"), NUMBERS.items())
def test_identity_numbers_are_left_out_and_phone_numbers_masked(text, kept):
    assert told(text) == kept


HARMLESS = [
    "商政办发〔2026〕12号",
    "2026-05-11 至 2026-12-31",
    "完成 1234567890 元",
    "第20260511001号批复",
    "县密码管理局：1. 公开密码管理局职责",
    "https://www.qingshan.example/col/col12345/art/2026/5/11/art_12345_678901.html",
    "338accac-d479-4d15-a6e1-1791eedd5b1f",
    "2023-shanghe-county-openness-work-plan.xlsx",
    "tests/units/history/test_redaction.py",
    "网页密码重置功能已上线，不需要保密",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_secret_stays(text):
    assert told(text) == text


@pytest.mark.django_db
def test_real_secrets_of_the_platform_do_not_get_in():
    clerk = make_clerk(make_office())
    session = SessionStore()
    session.create()
    secrets = [
        session.session_key,
        default_token_generator.make_token(clerk).partition("-")[2],
        _get_new_csrf_string() + "a1",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0",
        "0123456789abcdef0123456789abcdef01234567",
        "govopen_0123456789abcdef0123456789abcdef01234567",
    ]
    for secret in secrets:
        text = told(f"粘贴错了：{secret}，请忽略")
        assert not any(piece in text for piece in secret.split(".") if len(piece) >= 24), secret


@pytest.mark.parametrize("hasher", [Argon2PasswordHasher(), PBKDF2PasswordHasher(), MD5PasswordHasher()])
def test_a_hashed_password_does_not_get_in_either(hasher):
    hashed = hasher.encode("Qing-shan-2026", "c2FsdHNhbHQ")
    text = told(f"改为{hashed}。")
    assert text == f"改为{HIDDEN}"


@pytest.mark.parametrize(
    "text",
    [
        "密码：Abc-2026",
        "新密码为Abc-2026，请尽快修改",
        "password=Abc-2026",
        "pwd: Abc-2026",
        "https://x.example/?token=Abc-2026&a=1",
        "smtp://govopen:Abc-2026@mail.example",
        "口令是 Abc-2026",
        '"secret": "Abc-2026"',
    ],
)
def test_what_is_called_a_secret_is_left_out_however_short(text):
    assert "Abc-2026" not in told(text)


def test_the_label_of_a_value_counts():
    told_ = told_changes(
        {
            "密码": ["", "已重新设置"],
            "初始密码": ["a1", "b2"],
            "办公电话": ["", "84881234"],
            "手机": [None, 13812341234],
            "表单": {"token": "abc", "名称": "县财政局"},
            "条数": [0, 12],
            "公开": [True, False],
        }
    )
    assert told_ == {
        "密码": ["", "已重新设置"],
        "初始密码": [HIDDEN, HIDDEN],
        "办公电话": ["", "****1234"],
        "手机": [None, "138****1234"],
        "表单": {"token": HIDDEN, "名称": "县财政局"},
        "条数": [0, 12],
        "公开": [True, False],
    }
