"""How the pages of the admin are made: in Chinese, from one host, at a cost that does not grow with the rows."""

import re
import shutil
import subprocess

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from tests.admin.conftest import fill
from tests.admin.test_access import ADDED_BY_CLERK, ALL, MODELS, SEEN
from tests.world import log_in, make_person, make_unit
from units.models import User

pytestmark = [pytest.mark.django_db, pytest.mark.ignore_template_errors]

KNOWN = {"Excel", "xlsx", "CSV"}
SPOKEN = ("title", "placeholder", "aria-label", "alt", "value")
REGISTERS = ["units_unit", "units_unitalias", "units_unitgroup", "units_membership", "calendar_events_dayoverride"]


def pages(world):
    """Return the addresses of all pages that somebody opens."""
    for model in MODELS:
        yield reverse(f"admin:{model}_changelist")
        yield reverse(f"admin:{model}_changelist") + "?q=没有这个"
        yield reverse(f"admin:{model}_change", args=[world.rows[model].pk])
        if model in ADDED_BY_CLERK:
            yield reverse(f"admin:{model}_add")
    for model in REGISTERS:
        yield reverse(f"admin:{model}_import")
        yield reverse(f"admin:{model}_export")
        if model != "units_membership":
            yield reverse(f"admin:{model}_delete", args=[world.rows[model].pk])
    yield reverse("admin:index")
    for page in ("new_link", "end_sessions", "reset_code"):
        yield reverse(f"admin:units_user_{page}", args=[world.liaison.pk])
    yield reverse("admin:units_user_mail_links")
    yield reverse("admin:reminders_mailserverstate_release", args=[world.rows["reminders_mailserverstate"].pk])
    yield reverse("admin:units_lockout_unlock", args=[world.rows["units_lockout"].pk])
    yield reverse("admin:units_apitoken_revoke", args=[world.rows["units_apitoken"].pk])
    yield reverse("admin:units_loginsession_end", args=[world.rows["units_loginsession"].pk])


def words(page) -> set[str]:
    """Return the Latin words that somebody sees or hears on a page."""
    tree = html.fromstring(page)
    for hidden in tree.xpath(
        "//script|//style|//template|//*[contains(@class, 'material-symbols')]|//*[@type='hidden']"
    ):
        hidden.drop_tree()
    said = [tree.text_content()]
    said += [node.get(name) for name in SPOKEN for node in tree.xpath(f"//*[@{name}]") if node.tag != "option"]
    texts = " ".join(said)
    texts = re.sub(
        r"\S+@\S+|/[a-z]\S*|\w*\*{3,}|\b(?:person|admin)\d+\b|[0-9a-f-]{36}|\bqingshan\b|\blinshui\b", " ", texts
    )  # data, not words
    return set(re.findall(r"[A-Za-z]{4,}", texts))


@pytest.mark.parametrize("who", ALL)
def test_pages_speak_chinese_and_ask_no_other_host(client, world, who):
    log_in(client, getattr(world, who))
    found, foreign = {}, {}
    for address in pages(world):
        answer = client.get(address)
        if answer.status_code == 403:  # who may open which page: test_access.py
            continue
        assert answer.status_code == 200, address
        text = answer.content.decode()
        if left := words(text) - KNOWN:
            found[address] = left
        if hosts := set(re.findall(r"""(?:src|href|action|url)\s*[=(:]\s*["']?(?:https?:)?//([^/"'\s)]+)""", text)):
            foreign[address] = hosts
    assert found == {}
    assert foreign == {}


def test_errors_speak_chinese(clerk, world):
    for model in sorted(ADDED_BY_CLERK):
        answer = clerk.post(reverse(f"admin:{model}_add"), {})
        assert answer.status_code == 200
        assert words(answer.content.decode()) - KNOWN == set(), model


def test_there_is_one_log_in_page_for_all(client, db):
    address = reverse("admin:units_unit_changelist")
    answer = client.get(reverse("admin:login"), {"next": address}, follow=True)
    assert answer.redirect_chain == [(f"/login/?next={address}", 302)]
    assert words(answer.content.decode()) - KNOWN - {"POST"} == set()


def test_who_has_no_business_in_the_admin_is_told_so(client, world):
    client.force_login(world.liaison)
    answer = client.get(reverse("admin:index"), follow=True)
    assert answer.status_code == 403
    assert "没有权限" in answer.content.decode()


@pytest.mark.parametrize("who", ["clerk", "system", "security", "audit"])
def test_lists_cost_the_same_for_many_rows(client, world, who):
    log_in(client, getattr(world, who))
    few = {model: queries(client, model)[0] for model in SEEN[who]}
    for number in range(19):
        fill(world.office, f"第{number}", only_once=False)
    for model in SEEN[who]:
        many, answer = queries(client, model)
        if model not in ("units_office", "reminders_reminderpolicy", "reminders_mailserverstate"):  # there is one
            assert len(answer.context["cl"].result_list) >= 20, model
        assert len(many) <= len(few[model]), "\n".join(query["sql"] for query in many)


def queries(client, model):
    """Return what a list asks of the database, and the answer."""
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(reverse(f"admin:{model}_changelist"))
    return captured.captured_queries, answer


def test_the_office_cannot_be_seen_in_the_form(clerk, world):
    page = clerk.get(reverse("admin:units_unit_add")).content.decode()
    assert 'name="office"' not in page


def test_lists_of_people_name_their_roles(clerk, world):
    unit = make_unit(world.office, "县财政局")
    person = make_person(world.office, unit=unit)
    page = clerk.get(reverse("admin:units_user_changelist"), {"q": person.username}).content.decode()
    assert "县财政局·联络员" in page
    assert User.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize("model", REGISTERS)
def test_registers_offer_import_to_the_clerk_and_export_to_all(client, world, model):
    for who, offered in {"clerk": True, "leader": False}.items():
        client.force_login(getattr(world, who))
        page = client.get(reverse(f"admin:{model}_changelist")).content.decode()
        assert (reverse(f"admin:{model}_import") in page) == offered
        assert reverse(f"admin:{model}_export") in page


def test_the_policy_for_scripts_holds_on_admin_pages_only(clerk, world):
    policy = clerk.get(reverse("admin:index")).headers["Content-Security-Policy"]
    assert "script-src 'self' 'unsafe-eval'" in policy
    assert "https" not in policy


def test_the_compiled_catalogue_is_that_of_the_text(settings, tmp_path):
    if not shutil.which("msgfmt"):
        pytest.skip("needs msgfmt (gettext)")
    folder = settings.BASE_DIR / "locale/zh_Hans/LC_MESSAGES"
    subprocess.run(["msgfmt", "--check", "-o", tmp_path / "django.mo", folder / "django.po"], check=True)
    assert (tmp_path / "django.mo").read_bytes() == (folder / "django.mo").read_bytes()
