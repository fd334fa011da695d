"""Forms of a draft's row, of where a task comes from, and of the plan of the year before."""

from django import forms

from documents.text import cut
from tasks.lineage import cite, search, suggest
from tasks.models import Task


class TaskChoice(forms.ModelChoiceField):
    """A choice of tasks, named by number and first words."""

    def label_from_instance(self, task):
        """Return the number and the first words."""
        return (f"{task.called}　" if task.number else "") + cut(task.requirement, 40)


class HeadingChoice(forms.ModelChoiceField):
    """A choice of headings, set in by their level."""

    def label_from_instance(self, heading):
        """Return the printed words, set in."""
        return "　" * (heading.level - 1) + heading.text


class TaskForm(forms.Form):
    """One row of a draft, in the printed words; what is made of them is shown beside."""

    number = forms.CharField(label="序号", max_length=20, required=False)
    heading = HeadingChoice(label="所属标题", queryset=None, required=False, empty_label="不归入标题")
    requirement = forms.CharField(
        label="具体要求",
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "请填写具体要求。"},
    )
    units_raw = forms.CharField(
        label="责任单位",
        max_length=3000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="照文件的写法，如“县财政局牵头，县住建局、各镇街配合”。",
    )
    deadline_raw = forms.CharField(
        label="完成时限", max_length=300, required=False, help_text="照文件的写法，如“6月底前”“长期坚持”。"
    )
    done_rule = forms.ChoiceField(label="办结规则", choices=Task.DoneRule.choices)
    previous = TaskChoice(label="上年对应的任务", queryset=None, required=False, empty_label="没有，是今年新增的")
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, plan, former, **kwargs):
        """Offer the headings of plan; former are the tasks of earlier plans that the row may carry on."""
        super().__init__(*args, **kwargs)
        self.fields["heading"].queryset = plan.headings.order_by("position")
        self.fields["previous"].queryset = former

    def values(self) -> dict:
        """Return what the services take."""
        return {name: value for name, value in self.cleaned_data.items() if name != "seen"}


class LineageForm(forms.Form):
    """Which clause of the upper-level paper a task comes from: chosen from the parent office's issued plans, or typed."""

    upper = forms.ModelChoiceField(
        queryset=None,
        required=False,
        error_messages={"invalid_choice": "这一项不在上级办公室已下发的文件里，请重新选择。"},
    )
    upper_text = forms.CharField(
        label="照抄上级条目",
        max_length=300,
        required=False,
        help_text="如“省要点第12条”。",
    )
    # data-either: one of several ways, so the label need not say that it may stay empty
    q = forms.CharField(
        label="查找上级任务", max_length=100, required=False, widget=forms.TextInput(attrs={"data-either": ""})
    )

    def __init__(self, *args, plan, requirement="", **kwargs):
        """Look for upper-level tasks of plan: by the words typed, else those most like the requirement."""
        super().__init__(*args, **kwargs)
        self.fields["upper"].queryset = Task.objects.linkable_for(plan.office).select_related("plan")
        self.has_parent = plan.office.parent_id is not None
        if self.has_parent:
            typed = self.fields["upper_text"]
            typed.label = "或者照抄条目"
            typed.help_text += "上级文件不在平台上时填写；选了上面的任务，可不填。"
        self._plan, self._requirement = plan, requirement

    def options(self) -> list[tuple[Task, str, bool]]:
        """Return the tasks to choose from, each with its citation and whether it is chosen; the chosen one first."""
        words = str(self["q"].value() or "").strip()
        found = search(self._plan, words) if words else suggest(self._plan, self._requirement)
        chosen = self._chosen()
        tasks = [chosen] * (chosen is not None) + [task for task in found if task != chosen]
        return [(task, cite(task), task == chosen) for task in tasks]

    def values(self) -> dict:
        """Return what the services take."""
        return {name: self.cleaned_data[name] for name in ("upper", "upper_text")}

    def _chosen(self) -> Task | None:
        value = self["upper"].value()
        key = getattr(value, "pk", value)
        key = str(key or "")
        return self.fields["upper"].queryset.filter(pk=key).first() if key.isascii() and key.isdecimal() else None


class BaseForm(forms.Form):
    """The plan of an earlier year to set beside this one."""

    base = forms.ModelChoiceField(
        label="上年的任务分工",
        queryset=None,
        empty_label=None,
        error_messages={"required": "请选择一份上年的任务分工。", "invalid_choice": "请选择一份上年的任务分工。"},
    )

    def __init__(self, *args, plans, **kwargs):
        """Offer plans."""
        super().__init__(*args, **kwargs)
        self.fields["base"].queryset = plans
        self.fields["base"].label_from_instance = lambda plan: f"{plan.year}年　{plan.title}"
