"""What a machine is told about this one: alive, ready, figures."""

import re
import smtplib
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from govopen import probes
from govopen.backup.keeping import dated_name
from govopen.backup.making import make_backup
from imports.models import ImportBatch
from reminders import hold
from reminders.models import MailServerState, OutgoingMail
from reminders.replies import error_line
from tests.operations.test_settings import COMPLETE, ROOT
from tests.services import clean_environment
from tests.world import log_in, make_admin, make_clerk, make_office
from units.clock import database_now


@pytest.fixture
def swept(db):
    """A sweep just now."""
    return MailServerState.objects.create(pk=1, swept_at=database_now())


def mail(office, number, state, reply):
    at = database_now()
    return OutgoingMail.objects.create(
        office=office,
        address=f"secret{number}@qingshan.example",
        address_key=f"secret{number}@qingshan.example",
        local_date=at.date(),
        state=state,
        next_at=at,
        message_id=f"<{number}@qingshan.example>",
        last_reply=reply,
    )


def test_live_asks_the_database_for_nothing(client, db, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/live")
    assert (answer.status_code, answer.content) == (200, b"live\n")


def test_a_probe_need_not_know_the_name_of_the_site(client, db):
    assert client.get("/live", headers={"host": "10.0.0.7:8000"}).status_code == 200
    assert client.get("/login/", headers={"host": "10.0.0.7:8000"}).status_code == 400


def test_a_probe_is_not_sent_to_https(client, swept, settings):
    settings.SECURE_SSL_REDIRECT = True
    assert [client.get(f"/{one}").status_code for one in ("live", "ready", "metrics", "login/")] == [200, 200, 200, 301]


def test_ready_after_a_sweep(client, swept):
    answer = client.get("/ready")
    assert (answer.status_code, answer.content) == (200, b"ready\n")


def test_not_ready_before_the_first_sweep_and_five_minutes_after_the_last(client, swept):
    MailServerState.objects.update(swept_at=database_now() - timedelta(minutes=5, seconds=5))
    assert (client.get("/ready").status_code, client.get("/ready").content) == (503, b"sweep\n")
    MailServerState.objects.all().delete()
    assert client.get("/ready").content == b"sweep\n"


def test_not_ready_when_the_last_sweep_lies_in_the_future(client, swept):
    MailServerState.objects.update(swept_at=database_now() + timedelta(hours=3))
    assert client.get("/ready").status_code == 503


def test_not_ready_while_a_migration_is_missing(client, swept):
    MigrationRecorder(connection).record_unapplied("reports", "0001_quarters_and_settings")
    assert (client.get("/ready").status_code, client.get("/ready").content) == (503, b"migrations\n")


def test_not_ready_without_the_database(client, swept, monkeypatch):
    def gone(recorder):
        raise OperationalError("connection refused, password=secret")

    monkeypatch.setattr(MigrationRecorder, "applied_migrations", gone)
    answer = client.get("/ready")
    assert (answer.status_code, answer.content) == (503, b"database\n")


def test_mail_on_hold_is_told_and_takes_no_page_away(client, swept):
    hold.hold("从备份恢复", database_now())
    answer = client.get("/ready")
    assert (answer.status_code, answer.content) == (200, b"hold\n")


def test_only_administrators_see_more_than_a_word(client, swept):
    hold.hold("从备份恢复", database_now())
    client.force_login(make_clerk(make_office()))
    assert client.get("/ready").content == b"hold\n"
    client.logout()
    log_in(client, make_admin())
    told = client.get("/ready").json()
    assert told["state"] == "hold"
    assert told["mail_held_why"] == "从备份恢复"
    assert 0 <= told["sweep_seconds"] < 60


@pytest.mark.django_db(transaction=True)
def test_the_age_of_the_newest_whole_backup_is_told(client, settings, tmp_path):
    MailServerState.objects.create(pk=1, swept_at=database_now())
    settings.BACKUP_DIR = ""
    assert "govopen_backup_age_seconds" not in figures(client)
    settings.BACKUP_DIR = str(tmp_path)
    assert "govopen_backup_age_seconds" not in figures(client)
    at = database_now()
    make_backup(tmp_path / dated_name(at - timedelta(hours=30), tar=True), at - timedelta(hours=30))
    (tmp_path / dated_name(at, tar=True)).write_bytes(b"cut off")
    assert 30 <= figures(client)["govopen_backup_age_seconds"] / 3600 < 30.1
    log_in(client, make_admin())
    assert 30 <= client.get("/ready").json()["backup_seconds"] / 3600 < 30.1
    first_page = client.get("/admin/").content.decode()
    assert "请留意：" in first_page
    assert "最近一次完整备份在30小时前。" in first_page


@pytest.mark.parametrize("role", ["security", "audit"])
def test_backups_are_the_system_administrators_business(client, swept, role):
    log_in(client, make_admin(role))
    assert "备份" not in client.get("/admin/").content.decode()


def test_the_system_administrator_is_told_that_no_nightly_backup_was_set_up(client, swept):
    log_in(client, make_admin())
    assert "没有设置夜间备份" in client.get("/admin/").content.decode()


def test_the_program_knows_its_migrations():
    assert ("reports", "0001_quarters_and_settings") in probes.known_migrations()


# -- figures


def figures(client, **options) -> dict[str, float]:
    text = client.get("/metrics", **options).content.decode()
    return {name: float(value) for name, value in re.findall(r"^(govopen_\S+) (\S+)$", text, re.M)}


def test_figures_of_outbox_imports_and_replies(client, swept):
    office = make_office()
    mail(office, 1, OutgoingMail.State.QUEUED, error_line(smtplib.SMTPDataError(450, b"try later secret")))
    mail(office, 2, OutgoingMail.State.QUEUED, "")
    mail(office, 3, OutgoingMail.State.SENT, "已接收")
    unknown = smtplib.SMTPRecipientsRefused({"secret4@qingshan.example": (550, b"5.1.1 no such user")})
    mail(office, 4, OutgoingMail.State.FAILED, error_line(unknown))
    mail(office, 5, OutgoingMail.State.UNCLEAR, error_line(smtplib.SMTPServerDisconnected("connection lost")))
    ImportBatch.objects.create(
        office=office, file_name="要点.xlsx", state=ImportBatch.State.READING, created_at=database_now()
    )
    found = figures(client)
    assert found['govopen_outbox_mails{office="qingshan",state="queued"}'] == 2
    assert found['govopen_outbox_mails{office="qingshan",state="unclear"}'] == 1
    assert found['govopen_imports_waiting{office="qingshan",state="reading"}'] == 1
    classes = [found[f'govopen_mail_replies{{class="{one}"}}'] for one in ("2xx", "4xx", "5xx", "other")]
    assert classes == [1, 1, 1, 1]
    assert found["govopen_mail_held"] == 0
    assert found["govopen_sweep_age_seconds"] < 60


def test_figures_name_nobody(client, swept):
    office = make_office()
    mail(office, 1, OutgoingMail.State.QUEUED, "450 secret1@qingshan.example")
    text = client.get("/metrics").content.decode()
    assert "secret" not in text
    assert office.short_name not in text


def test_answers_are_counted_by_view_and_status(client, swept):
    name = 'govopen_requests_total{status="404",view="none"}'
    before = figures(client).get(name, 0)
    client.get("/no/such/page/one/")
    client.get("/no/such/page/two/")
    after = figures(client)
    assert after[name] == before + 2
    assert after['govopen_request_seconds_count{view="metrics"}'] > 0


def test_figures_are_for_the_named_addresses_and_for_who_has_the_key(client, swept, settings):
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/metrics", **elsewhere).status_code == 403
    settings.METRICS_FROM = ["192.0.2.0/24"]
    assert client.get("/metrics", **elsewhere).status_code == 200
    settings.METRICS_FROM = []
    assert client.get("/metrics", headers={"authorization": "Bearer "}, **elsewhere).status_code == 403
    settings.METRICS_TOKEN = "a key of the one who watches"
    right, wrong = ({"authorization": f"Bearer {key}"} for key in (settings.METRICS_TOKEN, "another"))
    assert client.get("/metrics", headers=right, **elsewhere).status_code == 200
    assert client.get("/metrics", headers=wrong, **elsewhere).status_code == 403


def test_a_visitor_behind_the_web_server_is_not_taken_for_the_machine_itself(client, swept, settings):
    settings.GOVOPEN_TRUSTED_PROXIES = "127.0.0.1"
    assert client.get("/metrics", headers={"x-forwarded-for": "192.0.2.7"}).status_code == 403


def test_figures_cost_the_same_for_many_offices(client, swept, django_assert_max_num_queries):
    for number in range(12):
        mail(make_office(slug=f"office{number}", name=f"第{number}县"), number, OutgoingMail.State.QUEUED, "")
    with django_assert_max_num_queries(10):
        assert len([name for name in figures(client) if "outbox" in name]) == 12


def test_whichever_process_is_asked_adds_up_what_all_of_the_host_answered(tmp_path):
    environment = clean_environment() | COMPLETE | {"GOVOPEN_VAR": str(tmp_path)}
    environment["DATABASE_URL"] = "postgres://nobody@127.0.0.1:1/nothing"
    environment["DJANGO_SETTINGS_MODULE"] = "govopen.settings.production"
    answer = "from django.test import Client; import govopen.wsgi; c = Client();" + "c.get('/live');" * 3
    tell = answer + "print(c.get('/metrics').content.decode())"
    for code in (answer, tell):
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert 'govopen_requests_total{status="200",view="live"} 6.0' in done.stdout
    assert "govopen_up 0.0" in done.stdout  # no database there, and the figures come all the same
