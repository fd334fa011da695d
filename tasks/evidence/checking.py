"""Decides whether a file is taken: name, declared type and content must tell the same."""

from dataclasses import dataclass

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from tasks.evidence.content import form_of
from tasks.evidence.kinds import FORMS, TAKEN, Kind, kind_by_ending
from tasks.evidence.names import clean_name, ending_of
from tasks.services.errors import ActRefused

_INSTEAD = {
    ".rar": "请改用 .zip 压缩。",
    ".7z": "请改用 .zip 压缩。",
    ".heic": "请在手机上转成 .jpg 后再上传。",
    ".rtf": "请另存为 .docx 后再上传。",
    ".docm": "请另存为不带宏的 .docx 后再上传。",
    ".xlsm": "请另存为不带宏的 .xlsx 后再上传。",
    ".pptm": "请另存为不带宏的 .pptx 后再上传。",
    ".html": "请填写网页地址，或者另存为 PDF 后再上传。",
    ".htm": "请填写网页地址，或者另存为 PDF 后再上传。",
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that is taken: its harmless name and its kind."""

    name: str
    kind: Kind


def check(upload) -> Checked:
    """Return what an uploaded file is kept as. Raises ActRefused with a sentence that begins with its name."""
    name = clean_name(upload.name or "")
    shown = f"“{name}”" if name else "没有名称的文件"
    try:
        return Checked(name, _agreed(upload, ending_of(name)))
    except ActRefused as refusal:
        raise ActRefused(f"{shown}没有保存：{refusal}") from refusal


def over_limit() -> ActRefused:
    """Return the refusal of a file that is too large."""
    most = filesizeformat(settings.EVIDENCE_LIMIT)
    return ActRefused(f"超过单个文件的上限 {most}，请压缩图片或拆成几个文件后再上传。")


def _agreed(upload, ending: str) -> Kind:
    kind = kind_by_ending(ending)
    if kind is None:
        what = f"不接受 {ending} 文件。" if ending else "名称没有后缀，看不出是什么文件。"
        raise ActRefused(what + _INSTEAD.get(ending.lower(), f"可以上传：{TAKEN}。"))
    if upload.size > settings.EVIDENCE_LIMIT:
        raise over_limit()
    if not upload.size:
        raise ActRefused("文件是空的（0 字节），请检查原文件。")
    if not kind.fits(getattr(upload, "content_type", None) or ""):
        raise ActRefused(f"后缀是 {ending}，浏览器却说它是 {upload.content_type}，请核对是不是改过后缀。")
    form = form_of(upload)
    if form not in kind.forms:
        raise ActRefused(f"后缀是 {ending}，内容却是{FORMS[form]}，请用原来的软件打开，另存为正确的格式后再上传。")
    return kind
