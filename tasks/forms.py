"""Forms of the unit's answer and the office's review. Fields are listed; nobody can post a state or an author."""

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from units.files.forms import ManyFilesField
from units.files.kinds import TAKEN
from units.lines import LinesField


class OnceForm(forms.Form):
    """A form that is done once, however often its page is sent."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)


class ReportForm(forms.Form):
    """The short form: what was done, what is in the way, what comes next."""

    progress = LinesField(
        label="进展情况",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="做了什么、什么时候公开的。一两句话即可。",
        error_messages={"required": "请填写进展情况，一两句话即可。"},
    )
    problem = LinesField(
        label="存在问题",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    next_step = LinesField(
        label="下一步打算", max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    count = forms.IntegerField(
        label="本次完成次数",
        required=False,
        min_value=0,
        max_value=1000,
        error_messages={"invalid": "请填写数字，如1。"},
    )
    needs_coordination = forms.BooleanField(label="需要办公室协调", required=False)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)  # the page sent twice is one answer
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, initial=0)

    def texts(self) -> dict:
        """Return what belongs to the report."""
        names = ("progress", "problem", "next_step", "needs_coordination", "count")
        return {name: self.cleaned_data.get(name) for name in names}


class LinkForm(forms.Form):
    """A link to the published page."""

    url = forms.URLField(
        label="网页地址",
        max_length=500,
        assume_scheme="https",
        error_messages={
            "invalid": "这不是一个完整的网址，请从浏览器地址栏复制。",
            "required": "填了标题或日期，还要填网页地址。",
        },
        # A plain text field: the browser's own check would refuse www.… before we can add https://.
        widget=forms.TextInput(attrs={"placeholder": "粘贴网页地址", "inputmode": "url", "autocomplete": "off"}),
    )
    title = forms.CharField(label="页面标题", max_length=200, required=False)
    published_on = forms.DateField(
        label="发布日期", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_published_on(self):
        """Refuse a day that lies ahead: the page is to be published already."""
        day = self.cleaned_data["published_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("发布日期在今天之后，请核对。")
        return day


LinkFormSet = forms.formset_factory(LinkForm, extra=1, max_num=10, can_delete=False)


class FilesForm(forms.Form):
    """Files that prove the answer, beside its texts and links."""

    files = ManyFilesField(label="选择文件", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        most, size = settings.EVIDENCE_FILES, filesizeformat(settings.EVIDENCE_LIMIT)
        self.fields["files"].help_text = f"{TAKEN}。可一次选几个；每个不超过 {size}，一次报送最多{most}个。"


class ReturnForm(forms.Form):
    """An answer is sent back: a ready phrase, own words, or both, which become one reason."""

    phrase = forms.CharField(label="常用理由", max_length=200, required=False)
    reason = LinesField(
        label="退回理由",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "data-either": ""}),
        error_messages={"max_length": "理由太长，请不超过500个字。"},
    )

    def __init__(self, *args, phrases=(), **kwargs):
        """Offer phrases to choose from; without any there is only the reason to write."""
        super().__init__(*args, **kwargs)
        if phrases:
            self.fields["phrase"].widget = forms.Select(
                choices=[("", "不用，自己写"), *((text, text) for text in phrases)]
            )
            self.fields["reason"].label = "补充或自己写"
        else:
            del self.fields["phrase"]

    def clean(self):
        """Put phrase and own words together; refuse a return without either."""
        cleaned = super().clean()
        reason = "".join(cleaned.get(name, "") for name in ("phrase", "reason"))
        if not reason and not self.errors:
            self.add_error("reason", "退回须写明理由，单位据此修改。")
        if len(reason) > 500:
            self.add_error("reason", "理由太长，请不超过500个字。")
        return cleaned | {"reason": reason}


class ExtensionForm(forms.Form):
    """A unit asks for a later day. It stands beside the answer, so its ids are its own."""

    new_due_on = forms.DateField(
        label="申请延至",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "请选择新的日期。", "invalid": "日期不对，请按“年-月-日”填写，如2026-12-31。"},
    )
    reason = LinesField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": "请写明申请延期的理由。"},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="extension_%s", **kwargs)


class ReplyForm(forms.Form):
    """A unit answers a leader's instruction. A page may hold several, so the ids carry which one."""

    reply = LinesField(
        label="办理情况",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "请写明办理情况后再回复。"},
    )

    def __init__(self, *args, instruction, **kwargs):
        super().__init__(*args, auto_id=f"reply_{instruction.pk}_%s", **kwargs)


class RulesForm(forms.Form):
    """How the units of a plan report, and whether the public sees it."""

    leader_first = forms.BooleanField(
        label="填报先经本单位分管领导审核，再到办公室（没有登记分管领导的单位直接到办公室）", required=False
    )
    shares_lead = forms.BooleanField(label="配合单位可以看牵头单位的反馈", required=False)
    is_public = forms.BooleanField(
        label="向社会公开：任务、责任单位、时限、完成情况和审核通过的公开链接登在公开页面上，不用登录就能看到",
        required=False,
    )


class RollForwardForm(forms.Form):
    """Next year's draft."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100)
    title = forms.CharField(label="标题", max_length=200)
