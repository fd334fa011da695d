"""The borrowed servers do what the tests take for granted."""

import smtplib
import threading

import pytest
from django.core.mail import send_mail

from govopen import celery_app

done = threading.Event()


@celery_app.task(name="tests.note")  # known before a worker starts, or it would not take it
def note():
    done.set()


def test_the_mail_server_keeps_what_it_takes(smtp_server):
    send_mail("提醒", "三项任务将到期", "office@example.org", ["liaison@example.org"])
    (message,) = smtp_server.messages
    assert message["subject"] == "提醒"
    assert message["to"] == "liaison@example.org"
    assert message.get_content().strip() == "三项任务将到期"


def test_the_mail_server_refuses_whom_it_is_told_to(smtp_server):
    smtp_server.refused["gone@example.org"] = "550 no such user"
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        send_mail("提醒", "正文", "office@example.org", ["gone@example.org"])
    assert smtp_server.messages == []


def test_a_real_worker_takes_a_job_from_a_real_redis(celery_worker):
    done.clear()
    note.delay()
    assert done.wait(10)
