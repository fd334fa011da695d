"""Forms of the room."""

from django import forms

from reports.models import ReportSettings
from units.seen import MarkedRow


class ReportSettingsForm(MarkedRow, forms.ModelForm):
    """How the office writes its papers."""

    class Meta:
        model = ReportSettings
        fields = ["addressees", "pitch", "bold_levels", "ranks"]
        help_texts = {
            "ranks": "只有办公室能看到，不进通报，也不公开。",
            "addressees": "通报开头的称谓，不写冒号，如“各乡镇人民政府，县政府各部门”。",
            "pitch": "国家标准每页22行，固定值29磅；有的机关用28磅。",
        }
        error_messages = {
            "addressees": {"required": "请写明主送机关。"},
            "pitch": {"invalid": "请填写磅数，如29。", "required": "请填写行距，如29。"},
        }
