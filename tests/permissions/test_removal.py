"""P12: an office is taken out; everything of all others stays as it was."""

import pytest
from django.apps import apps
from django.core.management import call_command

from govopen.removal import PARTS
from tasks.models import EvidenceFile
from tests.permissions.world import World
from units.files import storage
from units.models import AuditEntry, AuditSeal, Office, User

KEPT = {AuditEntry, AuditSeal}


def rows_of(office_slug) -> dict:
    """Everything that belongs to one office, by way of every key that leads there."""
    found = {}
    for model in apps.get_models():
        if model in KEPT or model._meta.app_label not in {"units", "tasks", "calendar_events", "imports", "reminders"}:
            continue
        if any(field.name == "office" for field in model._meta.get_fields()):
            found[model] = list(model.objects.filter(office__slug=office_slug).order_by("pk").values())
    return found


@pytest.mark.django_db(transaction=True)
def test_an_office_goes_and_nothing_of_the_others_changes(capsys):
    world = World()
    theirs, before = EvidenceFile.objects.get(office=world.own.office), rows_of("qingshan")
    gone = EvidenceFile.objects.get(office=world.foreign.office)
    call_command("remove_office", "beihe")
    assert Office.objects.filter(slug="beihe").exists()
    call_command("remove_office", "beihe", "--yes")
    assert "已全部删除" in capsys.readouterr().out
    assert rows_of("qingshan") == before
    assert not any(rows_of("beihe").values())
    assert storage.path_of(theirs.key).exists()
    assert not storage.path_of(gone.key).exists()


@pytest.mark.django_db(transaction=True)
def test_the_history_stays_with_the_names_of_then(capsys):
    world = World()
    told = AuditEntry.objects.filter(office_name="北河县人民政府办公室").count()
    call_command("remove_office", "beihe", "--yes")
    assert AuditEntry.objects.filter(office_name="北河县人民政府办公室").count() == told + 1
    assert not User.objects.filter(
        pk__in=[person.pk for person in world.foreign.people.values()], is_active=True
    ).exists()
    assert all(User.objects.get(pk=person.pk).is_active for person in world.own.people.values())


def test_every_model_that_belongs_to_an_office_is_in_the_list():
    named = {model for model, _ in PARTS}
    owned = {
        model
        for model in apps.get_models()
        if any(
            field.is_relation and field.related_model is Office and not field.auto_created
            for field in model._meta.fields
        )
    }
    assert owned - named - {Office} == set()
