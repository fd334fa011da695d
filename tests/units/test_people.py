"""Roles, and the history of acts."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from tests.world import AT, make_clerk, make_office, make_person, make_unit
from units import history
from units.models import AuditEntry, Membership, Unit, User
from units.services import appoint, end_membership

pytestmark = pytest.mark.django_db


def test_a_liaison_needs_a_unit_and_the_database_says_so():
    office = make_office()
    user = make_clerk(office)
    with pytest.raises(ValidationError, match="须选择单位"):
        appoint(user=user, office=office, role="liaison", by=None, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=user, office=office, role="liaison")


def test_somebody_who_left_acts_for_nobody():
    office = make_office()
    unit = make_unit(office)
    user = make_person(office, unit=unit)
    end_membership(member=user.memberships.get(), by=None, at=AT, to_on=date(2026, 5, 1))
    assert User.objects.get(pk=user.pk).acting is None
    assert list(Unit.objects.visible_to(User.objects.get(pk=user.pk))) == []


def test_units_of_another_office_are_invisible():
    here, there = make_office(), make_office("beihe", "北河县人民政府办公室", "北河县")
    unit = make_unit(here)
    make_unit(there)
    assert list(Unit.objects.visible_to(make_clerk(here))) == [unit]


def test_a_switched_off_account_sees_nothing():
    office = make_office()
    make_unit(office)
    assert not Unit.objects.visible_to(make_person(office, "office", is_active=False)).exists()


def test_an_act_is_written_with_who_when_and_from_where():
    office = make_office()
    clerk = make_clerk(office)
    with history.act("10.1.2.3"):
        history.record("下发", office, by=clerk, at=AT, office=office, reason="第一行\n第二行\x00")
    entry = AuditEntry.objects.get()
    assert (entry.actor_name, entry.origin, entry.office_ref, entry.at) == (clerk.name, "10.1.2.3", office.pk, AT)
    assert entry.reason == r"第一行\n第二行\x00"


def test_entries_of_one_act_belong_together():
    office = make_office()
    with history.act("command"):
        first = history.record("甲", office, by=None, at=AT, office=office)
        second = history.record("乙", office, by=None, at=AT, office=office)
    third = history.record("丙", office, by=None, at=AT, office=office)
    assert first.act == second.act != third.act


def test_an_entry_is_neither_changed_nor_deleted():
    office = make_office()
    entry = history.record("甲", office, by=None, at=AT, office=office)
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()
    with pytest.raises(TypeError):
        AuditEntry.objects.all().delete()
    with pytest.raises(TypeError):
        AuditEntry.objects.update(verb="乙")
