"""No form is taken that did not come from our own page (A11)."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver, resolve, reverse

from tests.world import log_in, make_admin, make_clerk, make_office
from units.models import AuditEntry

pytestmark = pytest.mark.django_db
VALUES = {
    "year": "2026",
    "int": "1",
    "str": "x",
    "slug": "x",
    "path": "1",
    "uuid": "00000000-0000-0000-0000-000000000000",
}


def routes(resolver=None, namespace="", path="/"):
    """Return the name and an address of every route."""
    for node in (resolver or get_resolver()).url_patterns:
        here = path + address(str(node.pattern))
        if hasattr(node, "url_patterns"):
            yield from routes(node, f"{namespace}{node.namespace}:" if node.namespace else namespace, here)
        else:
            yield namespace + (node.name or node.lookup_str), here


def address(pattern: str) -> str:
    """Fill in what a pattern leaves open: <int:pk>, or (?P<act>this|that)."""
    filled = re.sub(r"\(\?P<\w+>([^)]*)\)", lambda group: sample(group[1]), pattern)
    filled = re.sub(r"<(?:(\w+):)?\w+>", lambda part: VALUES[part[1] or "str"], filled)
    return filled.strip("^$").replace("\\Z", "")


def sample(expression: str) -> str:
    return "1" if "\\" in expression or "." in expression else expression.split("|")[0]


TAKEN_OVER = {"/admin/login/", "/admin/password_change/"}  # our own pages stand before the admin's
ALL = sorted(set(routes()))


def test_every_route_is_found():
    names = {name for name, _ in ALL}
    assert {
        "login",
        "second_step",
        "forgot_password",
        "choose_password",
        "switch_desk",
        "admin:units_user_add",
    } <= names
    assert len(ALL) > 100
    for name, at in ALL:
        assert resolve(at).view_name == name or "catch_all" in name or at in TAKEN_OVER, at


@pytest.mark.parametrize("who", ["stranger", "clerk", "security"])
def test_every_route_refuses_a_form_without_the_token(who):
    client = Client(enforce_csrf_checks=True)
    if who != "stranger":
        log_in(client, make_clerk(make_office()) if who == "clerk" else make_admin("security"))
    # programs send no cookie and no form: the read API takes no POST at all
    refused = {name: 405 if name.startswith(("api:", "api_nothing")) else 403 for name, _ in ALL}
    assert {name: client.post(at, {"a": "b"}).status_code for name, at in ALL} == refused
    assert AuditEntry.objects.filter(verb="拒绝访问").exists() == (who != "stranger")


def test_without_the_guard_forms_from_elsewhere_are_taken(settings):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "CsrfView" not in name]
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_clerk(make_office()))
    assert client.post(reverse("unsaved")).status_code == 302
