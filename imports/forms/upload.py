"""Handing in: a file or a pasted table."""

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat


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
