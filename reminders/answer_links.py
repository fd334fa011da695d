"""Links in letters with which a liaison answers without a log-in. Signed, not stored: letter and contact say what one opens.

Whether a link holds is asked of the present state each time, so there is nothing to revoke: a contact who left, another
address, an account switched off or the office's choice end it at once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.db.models import Q
from django.urls import reverse

from reminders.contacts import address_key
from reminders.duties import ASSIGNMENT
from reminders.models import OutgoingMail, Reminder
from reminders.rules import Rules
from tasks.models import Assignment
from units.models import Membership

M, K = OutgoingMail.State, Reminder.Kind
SALT = "reminders.answer_links"
WENT = (M.SENT, M.HANDING, M.UNCLEAR)  # the letter is, or may be, in the reader's hands
SAID = (Reminder.State.OPEN, Reminder.State.SAID)  # what a letter dropped before it left, it did not say
NOTHING_TO_ANSWER = (K.ESCALATED, K.LEADER, K.GONE)


@dataclass(frozen=True, slots=True)
class Key:
    """What a link that holds opens."""

    mail: OutgoingMail
    contact: Membership

    def assignments(self):
        """Return the assignments that the letter named to this contact and that are still the unit's."""
        lines = Reminder.objects.filter(mail=self.mail.pk, contact=self.contact.pk, duty_type=ASSIGNMENT)
        lines = lines.filter(state__in=SAID).exclude(kind__in=NOTHING_TO_ANSWER)
        rows = Assignment.objects.filter(pk__in=lines.values("duty_id"), unit=self.contact.unit_id)
        return rows.filter(office=self.contact.office_id)


def can_be_answered(reminder) -> bool:
    """Return whether the line asks a unit for something that it can answer at such a link."""
    return reminder.duty_type == ASSIGNMENT and reminder.kind not in NOTHING_TO_ANSWER


def address(mail: int, contact: int) -> str:
    """Return the address at which contact answers what mail asks."""
    return f"{settings.SITE_URL}{_path()}{token(mail, contact)}/"


def token(mail: int, contact: int) -> str:
    """Return the signed pair of letter and contact."""
    return _signer().sign(f"{mail}-{contact}")


def find(text: str, at: datetime) -> Key | None:
    """Return what the token opens at this moment, or None for whatever reason; the signature is compared in constant time."""
    try:
        mail, _, contact = _signer().unsign(text).partition("-")
    except BadSignature:
        return None
    went = (
        OutgoingMail.objects.everywhere("the signature says which letter")
        .filter(Q(state__in=WENT) | Q(repeated=True))
        .exclude(kind=OutgoingMail.Kind.TEST)
    )
    mail = went.select_related("office__reminder_policy").filter(pk=mail).first()
    return _holds(mail, int(contact), at) if mail else None


def _holds(mail, contact, at) -> Key | None:
    rules = Rules(mail.office)
    today = rules.today(at)
    if not rules.policy.answers_by_mail or today > mail.local_date + timedelta(days=settings.GOVOPEN_ANSWER_LINK_DAYS):
        return None
    people = Membership.objects.current(today).filter(pk=contact, office=mail.office_id, role=Membership.Role.LIAISON)
    # Administrators have no part in the work, and always need their second factor.
    people = people.filter(user__is_superuser=False, user__admin_role="").select_related("user", "unit", "office")
    person = people.first()
    if person is None or address_key(person.user.email) != mail.address_key:
        return None
    return Key(mail, person)


def _signer() -> Signer:
    return Signer(salt=SALT, sep=".")


def _path() -> str:
    return reverse("answer_link", args=["x"]).removesuffix("x/")
