"""All that the page of the rules asks for: filled with what is saved, or with what is typed.

The form of the policy carries the mark of the whole."""

from reminders.models import ReminderPolicy
from reminders.rule_changes import pauses_of, quiet_of, rules_mark
from reminders.rule_forms import POLICY, PauseFormSet, PolicyForm, QuietFormSet, StepFormSet
from reminders.rules import Rules
from units.models import Membership


class RuleForms:
    """All that the page of the rules asks for, of one office on a day."""

    def __init__(self, office, today, data=None):
        self.office, self.today = office, today
        rules = Rules(office)
        self.sending = rules.policy.enabled
        people = list(_people(office, today))
        own = [
            (member.pk, f"{member.user.name}（{member.get_role_display()}）") for member in people if not member.unit_id
        ]
        all_of_them = [(member.pk, f"{_place(member)}　{member.user.name}") for member in people]
        # By its key: given the office itself, a new row would become the office's rules for whoever asks it next.
        policy = ReminderPolicy.objects.filter(office=office).first() or ReminderPolicy(office_id=office.pk)
        self.policy = PolicyForm(data, instance=policy)
        quiet, pauses = quiet_of(office), pauses_of(office)
        self.policy.shown = rules_mark(policy, rules.escalation, quiet, pauses)
        quiet, pauses = ([row for row in rows if row["to_on"] >= today] for rows in (quiet, pauses))
        self.steps = StepFormSet(data, prefix="step", initial=_steps(rules), form_kwargs={"colleagues": own})
        self.quiet = QuietFormSet(data, prefix="quiet", initial=quiet)
        missing = {row["contact"] for row in pauses} - {pk for pk, _ in all_of_them}  # their role ends or begins
        gone = Membership.objects.filter(office=office, pk__in=missing).order_by("pk")
        gone = gone.select_related("user", "unit", "office")
        all_of_them += [(member.pk, f"{_place(member)}　{member.user.name}") for member in gone]
        self.pauses = PauseFormSet(data, prefix="pause", initial=pauses, form_kwargs={"people": all_of_them})

    @property
    def parts(self) -> tuple:
        """Form and sets of rows."""
        return self.policy, self.steps, self.quiet, self.pauses

    def is_valid(self) -> bool:
        """Tell whether all of it can be saved; every part is looked at, so that all errors are shown at once."""
        valid = [part.is_valid() for part in self.parts]
        return all(valid)

    def rules(self) -> Rules:
        """Return the rules that are typed."""
        steps = sorted(self.steps.rows(self.office), key=lambda step: step.after_days)
        return Rules(
            self.office, policy=self.policy.instance, escalation=steps, quiet_periods=self.quiet.rows(self.office)
        )

    def values(self) -> dict:
        """Return what the service saves."""
        return {
            "policy": {name: self.policy.cleaned_data[name] for name in POLICY},
            "steps": self.steps.rows(self.office),
            "quiet": self.quiet.rows(self.office),
            "pauses": self.pauses.rows(self.office),
        }


def _people(office, today):
    people = Membership.objects.filter(office=office).current(today).select_related("user", "unit", "office")
    return people.order_by("unit__position", "unit", "pk")


def _place(member) -> str:
    return str(member.unit or member.office.short_name)


def _steps(rules: Rules) -> list[dict]:
    return [
        {"after_days": step.after_days, "audience": step.audience, "members": sorted(step.listed)}
        for step in rules.escalation
    ]
