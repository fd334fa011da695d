"""What the demonstration lacks for the pictures: old papers closed, the letters of the day, administrators who have shown their code."""

import json
from pathlib import Path

from django.conf import settings
from django.test import Client

from reminders.services import heal, run_now
from tasks.models import Plan
from tasks.services.issue import plan_close
from tests.world import log_in, make_admin


def prepare(at) -> None:
    """Close the papers of past years, send the letters of the day, and leave the sessions of two administrators where the browser finds them."""
    for plan in Plan.objects.filter(state="issued", year__lt=at.year):
        plan_close(plan=plan, by=plan.issued_by, at=at)  # as any office does with the papers of years past
    heal(at)
    run_now(at)
    held = {}
    for role, name in (("system", "系统管理员"), ("security", "安全管理员")):
        client = Client()
        log_in(client, make_admin(role, username=f"{role}-admin", name=name, email=f"{role}@county.example"))
        held[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    (Path(settings.VAR_DIR) / "sessions.json").write_text(json.dumps(held), encoding="utf-8")
