"""Two at the same moment: one link sets one password, one code opens once, every request is counted."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from tests.units.accounts.door import code_of
from tests.world import make_admin, make_office, make_person, make_unit
from units.accounts import links, rate, roles, totp
from units.models import AccountLink, User
from units.services import appoint

pytestmark = pytest.mark.django_db(transaction=True)


def together(*acts) -> list:
    """Let all act at once, each in a thread with its own connection; return what came of each, or its exception."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait()
            return act()
        except Exception as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_one_link_sets_one_password():
    office = make_office()
    user = make_person(office, unit=make_unit(office))
    token = links.issue(user=user, by=None, at=timezone.now()).rstrip("/").rpartition("/")[2]
    found = [links.find(token, timezone.now()) for _ in range(4)]
    words = [f"Lushui-Bianfeng-{n}" for n in range(4)]
    done = together(
        *(
            lambda link=link, word=word: links.redeem(link=link, raw=word, at=timezone.now())
            for link, word in zip(found, words, strict=True)
        )
    )
    assert sorted(done) == [False, False, False, True]
    user.refresh_from_db()
    assert user.check_password(words[done.index(True)])


def test_of_links_made_at_once_one_works():
    office = make_office()
    user = make_person(office, unit=make_unit(office))
    made = together(*[lambda: links.issue(user=user, by=None, at=timezone.now())] * 4)
    assert all(isinstance(address, str) for address in made), made
    assert AccountLink.objects.filter(revoked_at=None, used_at=None).count() == 1


def test_one_code_opens_once():
    admin = make_admin()
    code = code_of(admin)
    opened = together(*[lambda: totp.verify(user=admin, code=code, at=timezone.now())] * 4)
    assert sum(device is not None for device in opened) == 1


def test_every_request_is_counted():
    at = timezone.now()
    waits = together(*[lambda: rate.seconds_to_wait("login", "192.0.2.1", 5, at)] * 10)
    assert sum(seconds == 0 for seconds in waits) == 5


def test_nobody_becomes_administrator_and_clerk_at_once():
    office = make_office()
    by, user = make_admin("security"), User.objects.create_user("both", name="两边")
    now = timezone.now()
    together(
        lambda: roles.change_role(user=User.objects.get(pk=user.pk), role="audit", by=by, at=now),
        lambda: appoint(user=User.objects.get(pk=user.pk), office=office, role="office", by=None, at=now),
    )
    user.refresh_from_db()
    assert bool(user.admin_role) != user.memberships.exists()
