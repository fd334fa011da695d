"""The host's short form, a few fields for each step, and the pasted announcement."""

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat

from calendar_events.forms.versions import VersionForm
from calendar_events.models import Activity
from units.files.forms import ManyFilesField
from units.files.kinds import PICTURES

FIELDS = {
    "theme": ("theme",),
    "place": ("day", "starts_at", "ends_at", "place"),
    "preview": ("invitees", "seats", "signup", "signup_until", "preview_url"),
    "report": ("report_url", "participants", "head_present"),
}
ASKED = {"theme", "day", "place", "preview_url", "report_url"}
BEFORE = FIELDS["theme"] + FIELDS["place"] + FIELDS["preview"]  # in the order of the page


class PresentSelect(forms.NullBooleanSelect):
    """Yes, no, or not said yet."""

    def __init__(self, attrs=None):
        super().__init__(attrs)
        self.choices = [("unknown", "还没有填"), ("true", "参加了"), ("false", "没有参加")]


def _link(label, placeholder):
    """Return a field for an address; www.… is taken as https, which the browser's own check would refuse."""
    return forms.URLField(
        label=label,
        required=False,
        max_length=500,
        assume_scheme="https",
        error_messages={"invalid": "这不是一个完整的网址，请从浏览器地址栏复制。"},
        widget=forms.TextInput(attrs={"placeholder": placeholder, "inputmode": "url", "autocomplete": "off"}),
    )


class HostForm(forms.ModelForm):
    """Some fields of an activity, and the version that the person looked at."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    preview_url = _link("活动预告链接", "粘贴预告的网页地址")
    report_url = _link("活动情况链接", "粘贴活动报道的网页地址")

    class Meta:
        model = Activity
        fields = [*BEFORE, *FIELDS["report"]]
        widgets = {
            "day": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "starts_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "ends_at": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "invitees": forms.Textarea(attrs={"rows": 2}),
            "signup": forms.Textarea(attrs={"rows": 2}),
            "signup_until": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            "head_present": PresentSelect,
        }
        help_texts = {
            "invitees": "如人大代表、政协委员、企业代表、市民代表。",
            "signup": "如电话、二维码；不用报名的写“无需报名”。",
        }
        error_messages = {
            "day": {"invalid": "日期不对，请按“年-月-日”填写，如2026-05-18。"},
            "starts_at": {"invalid": "时间不对，请写成09:00的样子。"},
            "ends_at": {"invalid": "时间不对，请写成11:30的样子。"},
            "signup_until": {"invalid": "时间不对，请写成2026-05-15 17:30的样子。"},
            "seats": {"invalid": "请填写数字，如30。"},
            "participants": {"invalid": "请填写数字，如28。"},
        }

    def __init__(self, *args, names, **kwargs):
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - {*names, "version"}:
            del self.fields[name]
        self.initial["version"] = self.instance.version
        for name in ASKED & set(self.fields):
            self.fields[name].widget.attrs["data-either"] = ""  # asked for, though it may come later

    def clean_day(self):
        """Keep the day in the year of the schedule: another year is a slip of the hand."""
        day = self.cleaned_data["day"]
        if day and day.year != self.instance.schedule.year:
            raise forms.ValidationError(f"这是{self.instance.schedule.year}年的活动，日期却在{day.year}年，请核对。")
        return day

    def clean(self):
        """Say at the field what the database would refuse."""
        cleaned = super().clean()
        start = cleaned.get("starts_at", self.instance.starts_at if "starts_at" not in self.fields else None)
        end = cleaned.get("ends_at", self.instance.ends_at if "ends_at" not in self.fields else None)
        if start and end and end <= start:
            self.add_error("ends_at" if "ends_at" in self.fields else "starts_at", "结束时间应晚于开始时间。")
        return cleaned

    def values(self) -> dict:
        """Return what the form says, by field of the activity."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


class AnnouncementForm(forms.Form):
    """The pasted text of an announcement, and where it stands."""

    text = forms.CharField(
        label="公告或方案的文字",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="把公告或活动方案的全文复制到这里，系统找出时间、地点、主题、名额和报名方式，请您核对。",
        error_messages={
            "required": "请先粘贴公告的文字。",
            "max_length": "文字太长（%(show_value)s字），请只粘贴这一项活动的公告。",
        },
    )
    url = forms.URLField(
        label="公告的网页地址",
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text="已经发布的，粘贴网址，一并登记为活动预告链接。",
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        error_messages={"invalid": "这不是一个完整的网址，请从浏览器地址栏复制。"},
    )


class PicturesForm(forms.Form):
    """Pictures of an activity that was held."""

    files = ManyFilesField(label="活动照片", required=False, taken=PICTURES)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        most, size = settings.EVIDENCE_FILES, filesizeformat(settings.EVIDENCE_LIMIT)
        self.fields["files"].help_text = f"{PICTURES.words}，可一次选几张；每张不超过{size}，最多{most}张。"


class SuggestionForm(VersionForm):
    """What somebody suggested."""

    text = forms.CharField(
        label="意见建议",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="一条一条登记，不写姓名。",
        error_messages={"required": "请填写意见建议的内容。"},
    )


class AnswerForm(VersionForm):
    """The host's answer to a suggestion."""

    adopted = forms.TypedChoiceField(
        label="是否采纳",
        choices=[("yes", "采纳"), ("no", "未采纳")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "请选择是否采纳。"},
    )
    answer = forms.CharField(
        label="答复",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="没有采纳的，写明原因。",
        error_messages={"required": "请写明答复；没有采纳的，写明原因。"},
    )
