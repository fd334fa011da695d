"""Decides whether a file is taken: name, declared type and content must tell the same."""

from dataclasses import dataclass

from django.conf import settings
from django.template.defaultfilters import filesizeformat

from units.files.content import form_of
from units.files.kinds import ALL, FORMS, Kind, Taken
from units.files.names import clean_name, ending_of
from units.files.refusals import FileRefused


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that is taken: its harmless name and its kind."""

    name: str
    kind: Kind


def check(upload, taken: Taken = ALL) -> Checked:
    """Return what an uploaded file is kept as. Raises FileRefused with a sentence that begins with its name."""
    name = clean_name(upload.name or "")
    shown = f"“{name}”" if name else "没有名称的文件"
    try:
        return Checked(name, _agreed(upload, ending_of(name), taken))
    except FileRefused as refusal:
        raise FileRefused(f"{shown}没有保存：{refusal}") from refusal


def over_limit() -> FileRefused:
    """Return the refusal of a file that is too large."""
    most = filesizeformat(settings.EVIDENCE_LIMIT)
    return FileRefused(f"超过单个文件的上限 {most}，请压缩图片或拆成几个文件后再上传。")


def _agreed(upload, ending: str, taken: Taken) -> Kind:
    kind = taken.kind(ending)
    if kind is None:
        what = f"不接受 {ending} 文件。" if ending else "名称没有后缀，看不出是什么文件。"
        raise FileRefused(what + taken.instead.get(ending.lower(), f"可以上传：{taken.words}。"))
    if upload.size > settings.EVIDENCE_LIMIT:
        raise over_limit()
    if not upload.size:
        raise FileRefused("文件是空的（0 字节），请检查原文件。")
    if not kind.fits(getattr(upload, "content_type", None) or ""):
        raise FileRefused(f"后缀是 {ending}，浏览器却说它是 {upload.content_type}，请核对是不是改过后缀。")
    form = form_of(upload)
    if form not in kind.forms:
        raise FileRefused(f"后缀是 {ending}，内容却是{FORMS[form]}，请用原来的软件打开，另存为正确的格式后再上传。")
    return kind
