"""Forms of the import: a file or a pasted table, and the answers to what only a person knows."""

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat

from imports.answers import OPEN
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
            size, limit = filesizeformat(file.size), filesizeformat(settings.UPLOAD_LIMIT)
            raise forms.ValidationError(f"文件有{size}，超过上限{limit}。请删去图片等无关内容后再上传。")
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


MEANING_WORDS = {
    "seq": "序号",
    "task": "工作任务（标题）",
    "requirement": "具体要求",
    "units": "责任单位",
    "units:lead": "牵头单位",
    "units:assist": "配合单位",
    "deadline": "完成时限",
    "theme": "活动主题",
    "month": "月份",
    "form": "活动形式",
    "form:talk": "活动形式：政务公开讲",
    "form:open_day": "活动形式：政府开放日",
    "host": "主办单位",
    "remark": "备注",
    "leader": "领导（不是单位）",
    "other": "不导入",
}


class ColumnsForm(forms.Form):
    """What each column of the table was taken for; a change reads the paper anew and is remembered."""

    def __init__(self, *args, columns, **kwargs):
        super().__init__(*args, **kwargs)
        self.columns = columns
        for place, found in enumerate(columns):
            words = MEANING_WORDS | {found.meaning: MEANING_WORDS.get(found.meaning, found.meaning)}
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=f"“{found.head}”一列", choices=list(words.items()), required=False, initial=found.meaning
            )

    def changes(self) -> dict:
        """Return printed head → meaning for the columns whose meaning the clerk changed."""
        chosen = {found.head: self.cleaned_data[f"column-{n}"] for n, found in enumerate(self.columns)}
        return {
            found.head: chosen[found.head] for found in self.columns if chosen[found.head] not in ("", found.meaning)
        }


class ApplyForm(forms.Form):
    """The state of the plan that the person saw."""

    stamp = forms.CharField(required=False, max_length=60)


class NamesForm(forms.Form):
    """What unknown names mean, a field for each. Choices carry names: they read the same in a file of answers."""

    def __init__(self, *args, asked, office, **kwargs):
        super().__init__(*args, **kwargs)
        self.asked = asked
        units = list(Unit.objects.filter(office=office).active())
        groups = list(UnitGroup.objects.filter(office=office))
        for row in asked:
            self.fields[f"name-{row.key}"] = forms.ChoiceField(
                choices=_choices(row, units, groups),
                required=False,
                label=f"{row.text}（出现{row.count}次，{row.first_source}）",
                initial=_as_choice(row.answer),
                error_messages={"invalid_choice": f"“{row.text}”的答复已不适用，请重新选择。"},
            )

    def answers(self) -> dict:
        """Return printed name → answer; an empty answer means "later" and takes an earlier one back."""
        found = {}
        for row in self.asked:
            if f"name-{row.key}" in self.data:  # a page opened before another name came up answers only its own
                kind, _, value = self.cleaned_data[f"name-{row.key}"].partition(":")
                found[row.text] = _as_answer(kind, value)
        return found


class RowsForm(forms.Form):
    """Days for deadlines that give none, and units for rows that name nobody."""

    def __init__(self, *args, deadlines, rows, answers, **kwargs):
        super().__init__(*args, **kwargs)
        self.deadlines, self.rows = deadlines, rows
        days, units = answers.get("deadlines", {}), answers.get("row_units", {})
        for place, (phrase, count, _) in enumerate(deadlines):
            said = f"“{phrase}”" if phrase else "没有写时限的任务"
            given = days.get(phrase, "")
            self.fields[f"day-{place}"] = forms.DateField(
                label=f"{said}（{count}项）定为",
                required=False,
                initial=None if given == OPEN else given,
                widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            )
            self.fields[f"open-{place}"] = forms.BooleanField(label="不设期限", required=False, initial=given == OPEN)
        for place, (key, row) in enumerate(rows):
            self.fields[f"units-{place}"] = forms.CharField(
                label=f"第{row.seq or place + 1}项没有责任单位：{row.requirement[:40]}",
                required=False,
                initial=units.get(key, ""),
                max_length=500,
                widget=forms.TextInput(attrs={"placeholder": "如：县财政局、各镇街"}),
            )

    def answers(self) -> dict:
        """Return the answers in the form in which a batch keeps them."""
        data = self.cleaned_data
        days = {
            phrase: OPEN if data[f"open-{n}"] else str(data[f"day-{n}"] or "")
            for n, (phrase, _, _) in enumerate(self.deadlines)
        }
        units = {key: data[f"units-{n}"] for n, (key, _) in enumerate(self.rows)}
        return {"deadlines": days, "row_units": units}


def _choices(row, units, groups):
    suggested = [name for name, _ in row.suggestions]
    kinds = [(f"new:{kind}", f"新单位（{label}）") for kind, label in Unit.Kind.choices]
    return [
        ("", "以后再说"),
        *([("可能是", [(f"alias:{name}", f"即“{name}”") for name in suggested])] if suggested else []),
        ("新建", [*kinds, ("new_group", "新单位组")]),
        ("不对应单位", [("ignore", "只作文字保留")]),
        ("名册里的单位", [(f"alias:{u.short_name}", u.short_name) for u in units if u.short_name not in suggested]),
        ("名册里的单位组", [(f"alias:{g.name}", g.name) for g in groups if g.name not in suggested]),
    ]


def _as_choice(answer: dict) -> str:
    kind = answer.get("as", "")
    value = answer.get("name") if kind == "alias" else answer.get("kind") if kind == "new" else None
    return f"{kind}:{value}" if value else kind


def _as_answer(kind: str, value: str) -> dict:
    if not kind:
        return {}
    return {"as": kind, **({"name": value} if kind == "alias" else {}), **({"kind": value} if kind == "new" else {})}
