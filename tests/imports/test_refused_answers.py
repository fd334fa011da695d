"""Answers that cannot be followed: the page says why and keeps what was chosen."""

import pytest
from django.urls import reverse

from imports import services
from imports.views import steps
from tests.imports.papers import table

pytestmark = pytest.mark.django_db
ALIKE = table((1, "一、公开", "公开财政预算。", "县行政审批局、县行政审批管理局", "2026年12月底前"))


def choices(batch, **chosen) -> dict:
    """Return the fields of the questions' page as a browser sends them; chosen is printed name → choice."""
    asked = services.batch_preview(batch).asked
    return {f"name-{row.key}": chosen.get(row.text, "") for row in asked}


def test_another_writing_of_a_name_that_is_left_for_later_is_refused_on_the_page(desk, client):
    client.force_login(desk.clerk)
    batch = desk.open(ALIKE)
    chosen = choices(batch, 县行政审批管理局="alias:县行政审批局")
    answer = client.post(reverse("import_questions", args=[batch.pk]), chosen)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert "也没有答复要新建它" in body
    assert '<option value="alias:县行政审批局" selected>' in body


def test_answers_to_an_import_that_somebody_put_away_meanwhile_are_refused_on_the_page(desk, client, monkeypatch):
    client.force_login(desk.clerk)
    batch = desk.open(ALIKE)
    chosen = choices(batch, 县行政审批局="new:bureau")

    def answered_too_late(*, batch, **values):
        services.batch_discard(batch=batch, by=desk.clerk, at=values["at"])
        return services.batch_answer(batch=batch, **values)

    monkeypatch.setattr(steps, "batch_answer", answered_too_late)
    answer = client.post(reverse("import_questions", args=[batch.pk]), chosen)
    assert answer.status_code == 422
    assert '<option value="new:bureau" selected>' in answer.content.decode()
