"""A setting has one name: in its form, in the history, and in the list of what a colleague changed meanwhile."""

import pytest

from calendar_events.forms.office import RulesForm
from reminders.rule_forms import PlanTimingForm, PolicyForm
from reports.forms import ReportSettingsForm


@pytest.mark.parametrize("form", [PolicyForm, PlanTimingForm, RulesForm, ReportSettingsForm])
def test_a_form_calls_a_setting_as_the_history_does(form):
    of_the_row = form._meta.model._meta
    named = {name: of_the_row.get_field(name).verbose_name for name in form._meta.fields}
    assert {name: form.base_fields[name].label for name in named} == named
