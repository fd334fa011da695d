"""What was recognised, to be changed: title, year, the meaning of each column."""

from django import forms


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
