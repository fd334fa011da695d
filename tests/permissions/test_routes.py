"""Every route × each role × own and another office's object × GET and POST, as the table says (P01, P02)."""

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse

from tests.permissions.policy import POLICY
from tests.permissions.world import World

ROLES = ("nobody", "clerk", "office_leader", "liaison", "unit_leader", "other_liaison")
ANSWERED = {200, 204, 302, 422}


def routes(nodes=None, path="", space=""):
    """Yield name and path of every route; the admin's are looked at in tests/admin."""
    for node in get_resolver().url_patterns if nodes is None else nodes:
        here = path + str(node.pattern)
        if hasattr(node, "url_patterns"):
            yield from routes(node.url_patterns, here, f"{space}{node.namespace}:" if node.namespace else space)
        elif not space.startswith("admin:"):
            yield space + (node.name or node.lookup_str), here


NAMES = sorted({name for name, _ in routes()})


def test_every_route_has_a_line_and_every_line_a_route():
    assert sorted(POLICY) == NAMES


def expected(line, role, whose, method) -> set[int]:
    allowed = getattr(line, method)
    if role == "nobody":
        return {302}
    if allowed is None:
        return {405}
    hidden = (line.kind and whose == "foreign") or (line.unit_owned and role == "other_liaison")
    if role.removeprefix("other_") not in allowed:
        return {403, 404} if hidden else {403}  # whichever is looked at first: both tell nothing
    if hidden:
        return {404}
    if line.host_owned and role == "other_liaison" and method == "post":
        return {403}
    return {404} if line.needs else ANSWERED


@pytest.fixture(scope="module")
def world(lasting):
    return World()


@pytest.fixture(scope="module")
def keys(world):
    """The session key of each role, as logging in gives it."""
    found = {"nobody": None}
    for role in ROLES[1:]:
        client = Client()
        client.force_login(world.own.people[role])
        found[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


@pytest.mark.django_db
@pytest.mark.ignore_template_errors
@pytest.mark.parametrize("name", [name for name in NAMES if name in POLICY and not POLICY[name].public])
def test_the_route_does_what_the_table_says(client, world, keys, name):
    line, wrong = POLICY[name], []
    for whose in ("own", "foreign") if line.kind else ("own",):
        objects = getattr(world, whose).objects
        arguments = [objects.get(one, one) for one in ((line.kind,) if line.kind else ()) + line.more]
        address = reverse(name, args=arguments)
        for role in ROLES:
            for method in ("get", "post"):
                client.cookies.clear()
                if keys[role]:
                    client.cookies[settings.SESSION_COOKIE_NAME] = keys[role]
                with transaction.atomic():  # what one question changes, the next must not see
                    answer = getattr(client, method)(address)
                    if answer.streaming:
                        answer.getvalue()  # to the end, which closes it
                    transaction.set_rollback(True)
                if answer.status_code not in expected(line, role, whose, method):
                    wrong.append((role, whose, method, answer.status_code))
    assert wrong == []
