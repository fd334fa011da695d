"""The forms with which an office sets its rules. They hold what is typed as unsaved rows, for preview and saving alike."""

from django import forms
from django.forms import formset_factory

from reminders.fields import MonthDayField, StepsField
from reminders.models import ContactPause, EscalationStep, PlanTiming, QuietPeriod, ReminderPolicy
from reminders.models.policy import MOST_DAYS, default_steps
from units.seen import Marked

TIMING = ("steps", "overdue_weeks", "year_end_from", "cutoff")
POLICY = (*TIMING, "send_from", "send_until", "zone", "activity_days", "answers_by_mail")
MOST_WEEKS, MOST_ROWS = 52, 30
NUMBER = {
    "invalid": "请填写整数，如5。",
    "min_value": "最少填%(limit_value)s。",
    "max_value": "最多填%(limit_value)s。",
}
NO_STEPS = "留空则期限前不提醒。"
ZONES = [("Asia/Shanghai", "北京时间"), ("Asia/Urumqi", "新疆时间（比北京时间晚2小时）")]


def _name(field: str) -> str:
    """The name of a setting: the form, the history and the list of what a colleague changed say the same."""
    return ReminderPolicy._meta.get_field(field).verbose_name


class TimingForm(Marked, forms.ModelForm):
    """The steps before and after a due day."""

    steps = StepsField(
        label=_name("steps"),
        initial=default_steps,
        required=False,
        help_text=f"离期限还有几个工作日时提醒，用顿号隔开，如15、7、3、1、0；0是到期当天，最多{MOST_DAYS}。{NO_STEPS}",
    )
    overdue_weeks = forms.IntegerField(
        label=_name("overdue_weeks"),
        initial=8,
        min_value=0,
        max_value=MOST_WEEKS,
        error_messages=NUMBER | {"required": "请填写连续提醒几周，逾期后不提醒的填0。"},
        help_text="逾期后每周提醒一次，满这些周后不再发邮件，任务仍列在办公室的逾期清单里。填0则逾期后不发邮件。",
    )
    year_end_from = MonthDayField(
        label=_name("year_end_from"),
        initial="11-15",
        required=False,
        help_text="期限是12月31日的任务往往很多：从这一天起每周汇总提醒一次，最后3个工作日再逐日提醒。写成11月15日或11-15；留空则与其他任务一样。",
    )
    cutoff = MonthDayField(
        label=_name("cutoff"),
        required=False,
        help_text="年度考核收材料的最后一天，如12月5日。填写后，期限在它之后的当年任务，在这一天之前也按上面的天数提醒。",
    )

    class Meta:
        model = PlanTiming
        fields = TIMING


class PolicyForm(TimingForm):
    """The rules of one office, but for the switch."""

    zone = forms.ChoiceField(label=_name("zone"), choices=ZONES, initial="Asia/Shanghai", help_text="一般用北京时间。")

    class Meta:
        model = ReminderPolicy
        fields = POLICY
        widgets = {
            "send_from": forms.TimeInput({"type": "time"}, format="%H:%M"),
            "send_until": forms.TimeInput({"type": "time"}, format="%H:%M"),
        }
        error_messages = {
            "activity_days": NUMBER | {"required": "请填写提前几个工作日。"},
            "send_from": {"required": "请填写每天从几点开始发送。", "invalid": "时间不对，如08:30。"},
            "send_until": {"required": "请填写每天到几点停止发送。", "invalid": "时间不对，如17:30。"},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.zone not in dict(ZONES):  # set elsewhere, and kept
            self.fields["zone"].choices = [*ZONES, (self.instance.zone, self.instance.zone)]
        field = self.fields["activity_days"]
        field.max_value = field.widget.attrs["max"] = MOST_DAYS
        field.validators.append(forms.IntegerField(max_value=MOST_DAYS).validators[0])

    def clean(self):
        """Refuse an end of the day before its beginning, at the field."""
        cleaned = super().clean()
        start, end = cleaned.get("send_from"), cleaned.get("send_until")
        if start and end and end <= start:
            self.add_error("send_until", "停止发送的时间应晚于开始发送的时间。")
        return cleaned


class DayField(forms.DateField):
    """A day with the browser's calendar."""

    def __init__(self, label):
        super().__init__(
            label=label,
            widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            error_messages={"required": f"请填写{label}。", "invalid": "日期不对，如2026-12-31。"},
        )


class SpanForm(forms.Form):
    """Days from–to with a reason."""

    from_on = DayField("开始日期")
    to_on = DayField("结束日期")
    why = forms.CharField(label="原因", max_length=60, error_messages={"required": "请写明原因，如“防汛”“两会”。"})

    def clean(self):
        """Refuse an end before the start."""
        cleaned = super().clean()
        start, end = cleaned.get("from_on"), cleaned.get("to_on")
        if start and end and end < start:
            self.add_error("to_on", "结束日期不能早于开始日期。")
        return cleaned


class QuietForm(SpanForm):
    """Days on which the office writes to nobody."""

    def row(self, office) -> QuietPeriod:
        """Return what is typed."""
        values = self.cleaned_data
        return QuietPeriod(office=office, from_on=values["from_on"], to_on=values["to_on"], why=values["why"])


class PauseForm(SpanForm):
    """Days on which one contact gets no mail."""

    contact = forms.TypedChoiceField(label="联系人", coerce=int, error_messages={"required": "请选择联系人。"})
    field_order = ["contact", "from_on", "to_on", "why"]

    def __init__(self, *args, people=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].choices = [("", "请选择"), *people]
        self.fields["why"].required = False

    def row(self, office) -> ContactPause:
        """Return what is typed."""
        values = self.cleaned_data
        return ContactPause(
            contact_id=values["contact"], from_on=values["from_on"], to_on=values["to_on"], why=values["why"]
        )


class StepForm(forms.Form):
    """Who hears of what is late, and when."""

    after_days = forms.IntegerField(
        label="逾期满几个工作日",
        min_value=1,
        max_value=250,
        error_messages=NUMBER | {"required": "请填写天数。"},
    )
    audience = forms.ChoiceField(
        label="告知", choices=EscalationStep.Audience.choices, initial=EscalationStep.Audience.LEADER
    )
    members = forms.TypedMultipleChoiceField(
        label="办公室指定人员", coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, colleagues=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = colleagues

    def clean(self):
        """Ask for people where the office's own are to hear; drop them elsewhere."""
        cleaned = super().clean()
        if cleaned.get("audience") != EscalationStep.Audience.OFFICE:
            return cleaned | {"members": []}
        if not cleaned.get("members") and "members" not in self.errors:
            self.add_error("members", "请选择告知办公室的哪些人员。")
        return cleaned

    def row(self, office) -> EscalationStep:
        """Return what is typed, with the people it lists."""
        values = self.cleaned_data
        step = EscalationStep(office=office, after_days=values["after_days"], audience=values["audience"])
        step.listed = frozenset(values["members"])
        return step


class RowSet(forms.BaseFormSet):
    """Rows of one kind; empty ones and those ticked away do not count."""

    deletion_widget = forms.CheckboxInput

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.is_bound and self.initial:  # a row that somebody saved meanwhile is not what an empty one began with
            self.initial = self.initial[: self.initial_form_count()]

    def add_fields(self, form, index):
        """Name the tick in Chinese, and know which rows are new."""
        super().add_fields(form, index)
        form.fields["DELETE"].label = "删去"
        form.is_new = index is None or index >= self.initial_form_count()

    def rows(self, office) -> list:
        """Return what is typed as unsaved rows."""
        typed = (form for form in self.forms if form.has_changed() or form.initial)
        return [form.row(office) for form in typed if not form.cleaned_data.get("DELETE")]


class StepSet(RowSet):
    """The steps; each once."""

    def clean(self):
        """Refuse the same step twice."""
        if any(self.errors):
            return
        typed = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        steps = [(values["after_days"], values["audience"]) for values in typed]
        if len(set(steps)) < len(steps):
            raise forms.ValidationError("同一天数、同一类人员写了两次，请删去一行。")


def _set(form, formset=RowSet):
    return formset_factory(form, formset=formset, extra=1, can_delete=True, max_num=MOST_ROWS, validate_max=True)


StepFormSet, QuietFormSet, PauseFormSet = _set(StepForm, StepSet), _set(QuietForm), _set(PauseForm)


class PlanTimingForm(TimingForm):
    """Whether a plan has steps of its own, and which."""

    OFFICE, OWN = "office", "own"

    source = forms.ChoiceField(
        label="本文件的提醒步骤",
        choices=[(OFFICE, "按办公室规则"), (OWN, "本文件单独设置")],
        widget=forms.RadioSelect,
        error_messages={"required": "请选择按办公室规则，还是本文件单独设置。"},
    )
    field_order = ["source", *TIMING]

    @property
    def values(self) -> dict | None:
        """Return the plan's own steps, or None where it follows its office."""
        own = self.cleaned_data["source"] == self.OWN
        return {name: self.cleaned_data[name] for name in TIMING} if own else None
