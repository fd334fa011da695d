"""Forms of a unit's reform: another name, or merged into another unit."""

from django import forms

from units.models import Unit


class RenameForm(forms.Form):
    """The new names, and the paper that says so."""

    name = forms.CharField(label="新的全称", max_length=100)
    short_name = forms.CharField(label="新的简称", max_length=60)
    reason = forms.CharField(
        label="依据", max_length=500, widget=forms.TextInput(attrs={"placeholder": "如：县机构改革方案"})
    )


class MergeForm(forms.Form):
    """The unit into which it goes, and the paper that says so."""

    into = forms.ModelChoiceField(Unit.objects.none(), label="并入", empty_label="请选择单位")
    reason = forms.CharField(
        label="依据", max_length=500, widget=forms.TextInput(attrs={"placeholder": "如：县机构改革方案"})
    )

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].queryset = Unit.objects.filter(office=unit.office_id).active().exclude(pk=unit.pk)
