"""Forms of the import: a file or a pasted table, and the answers to what only a person knows."""

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat

from units.models import Unit, UnitGroup


class UploadForm(forms.Form):
    """A file, or a text copied from a page or a workbook."""

    file = forms.FileField(
        label="文件",
        required=False,
        widget=forms.FileInput(attrs={"data-either": True, "accept": ".xlsx,.docx,.html,.htm,.csv,.txt"}),
        help_text="Excel（.xlsx）、Word（.docx）、网页（.html）或CSV。",
    )
    text = forms.CharField(
        label="或者粘贴表格、正文",
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"data-either": True, "rows": 6, "placeholder": "从网页、Excel或Word里复制后粘贴到这里"}
        ),
    )
    year = forms.IntegerField(
        label="年度", required=False, min_value=2000, max_value=2100, help_text="文件标题里写了年份的，可不填。"
    )

    def clean(self):
        """Ask for exactly one of file and text."""
        data = super().clean()
        file, text = data.get("file"), (data.get("text") or "").strip()
        if not file and not text and "file" not in self.errors:
            raise forms.ValidationError("请选择一个文件，或者把表格粘贴到文本框里。")
        if file and text:
            raise forms.ValidationError("文件和粘贴的文字只能选一样，请清空其中一个。")
        if file and file.size > settings.UPLOAD_LIMIT:
            limit = filesizeformat(settings.UPLOAD_LIMIT)
            raise forms.ValidationError(
                f"文件有{filesizeformat(file.size)}，超过上限{limit}。请删去图片等无关内容后再上传。"
            )
        return data

    def content(self) -> tuple[str, bytes]:
        """Return the name and the bytes of what was handed in."""
        if file := self.cleaned_data["file"]:
            return file.name, file.read()
        return "粘贴的文字.txt", self.cleaned_data["text"].encode()


class SettingsForm(forms.Form):
    """Title and year under which the paper is kept."""

    title = forms.CharField(label="标题", max_length=200)
    year = forms.IntegerField(
        label="年度", min_value=2000, max_value=2100, error_messages={"required": "请填写年度，如2026。"}
    )


class AnswerForm(forms.Form):
    """What one unknown name means. The choices carry names, so that they read the same in a file of answers."""

    def __init__(self, *args, unknown, units, groups, **kwargs):
        super().__init__(*args, **kwargs)
        self.unknown = unknown
        suggested = [name for name, _ in unknown.suggestions]
        unit_names = [unit.short_name for unit in units]
        group_names = [group.name for group in groups]
        choices = [
            ("", "以后再说"),
            *([("可能是", [(f"alias:{name}", f"即“{name}”") for name in suggested])] if suggested else []),
            (
                "新建",
                [
                    *[(f"new:{kind}", f"新单位（{label}）") for kind, label in Unit.Kind.choices],
                    ("new_group", "新单位组"),
                ],
            ),
            ("不对应单位", [("ignore", "只作文字保留")]),
            ("名册里的单位", [(f"alias:{name}", name) for name in unit_names if name not in suggested]),
            ("名册里的单位组", [(f"alias:{name}", name) for name in group_names if name not in suggested]),
        ]
        self.fields["answer"] = forms.ChoiceField(choices=choices, required=False, label=unknown.text)

    def answer(self) -> dict | None:
        """Return the answer in the form in which a batch keeps it; None for "later"."""
        kind, _, value = self.cleaned_data["answer"].partition(":")
        if not kind:
            return None
        return {
            "as": kind,
            **({"name": value} if kind == "alias" else {}),
            **({"kind": value} if kind == "new" else {}),
        }


def answer_forms(unknown, office, data=None) -> list[AnswerForm]:
    """Return one form per unknown name; two queries for all of them."""
    units = list(Unit.objects.filter(office=office).active())
    groups = list(UnitGroup.objects.filter(office=office))
    return [
        AnswerForm(data, prefix=f"u{place}", unknown=row, units=units, groups=groups)
        for place, row in enumerate(unknown)
    ]
