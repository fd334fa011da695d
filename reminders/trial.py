"""A letter with which the office tries whether mail leaves: to the clerk's own address, at once, whatever the hour."""

from datetime import datetime, timedelta

from django.db import transaction

from reminders.contacts import address_key
from reminders.ledger import new_message_id
from reminders.models import OutgoingMail
from reminders.rules import Rules
from tasks.services.errors import ActRefused
from units.clock import not_ahead
from units.history import record
from units.models import Office

MOST = 20  # a day
APART = timedelta(minutes=1)


@transaction.atomic
def try_mail(*, office, by, at: datetime) -> OutgoingMail:
    """Write a test letter to by's own address and return it; the outbox sends it like any other.

    Raises ActRefused without an address, within a minute of the last one, and after twenty on one day.
    """
    Office.objects.again(office).select_for_update(no_key=True).get()  # on SQLite the transaction itself is the lock
    key, day = address_key(by.email), Rules(office).today(at)
    if not key:
        raise ActRefused("您的账号没有登记邮箱，请先在“账号”里登记。")
    before = OutgoingMail.objects.filter(office=office, address_key=key, kind=OutgoingMail.Kind.TEST, local_date=day)
    last = before.order_by("-part").first()
    if last and last.part >= MOST:
        raise ActRefused(f"今天已经发过{MOST}封测试邮件，明天再试。")
    if last and last.next_at > at - APART:  # a letter that is put off has its next attempt there
        raise ActRefused("刚刚发过一封测试邮件，请过一分钟再试。")
    mail = OutgoingMail.objects.create(
        office=office,
        address=by.email.strip(),
        address_key=key,
        kind=OutgoingMail.Kind.TEST,
        local_date=day,
        part=last.part + 1 if last else 1,
        next_at=not_ahead(at),  # a worker looks at once, and by the database's clock
        message_id=new_message_id(),
        subject=f"【{office.short_name}】测试邮件",
        opening=by.name,
    )
    record("发送测试邮件", office, by=by, at=at, office=office, changes={"收件地址": ["", mail.address]})
    return mail


def last_trial(office, user) -> OutgoingMail | None:
    """Return the last test letter to user's address, or None."""
    tests = OutgoingMail.objects.filter(office=office, address_key=address_key(user.email), kind=OutgoingMail.Kind.TEST)
    return tests.order_by("-pk").first()
