"""What may be written into the history: one line without control characters, no secret, no identity number."""

import re

HIDDEN = "（已隐去）"
_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}

_KEYWORD = r"密码(?!管理|局|工作)|口令|密钥|令牌|password|passwd|pwd|token|secret|session(?:id|_key)?|csrf\w*"
_NAMES_A_SECRET = re.compile(_KEYWORD, re.I)
_NAMES_A_PHONE = re.compile(r"电话|手机|号码|联系方式|phone|mobile", re.I)
_SECRET_SAID = re.compile(rf"((?:{_KEYWORD})[”\"']?\s*(?:[:=：＝]|是|为|改为)\s*[“\"']?)([!-~]{{4,}})", re.I)
_HASHED = re.compile(r"\$?(?:argon2\w*|pbkdf2_\w+|s?crypt|bcrypt\w*|md5|sha\d+)\$\S+")
_USERINFO = re.compile(r"(://[^/\s:@]+):[^/\s@]+@")
# \d also takes full-width digits. Eighteen places, the last may be X; or the fifteen of before 1999, with a date inside.
_IDENTITY = re.compile(
    r"(?<![0-9A-Za-z])(?:\d{6}[ -]?\d{8}[ -]?\d{3}[\dXxＸｘ]|[1-9]\d{7}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3})(?![0-9A-Za-z])"
)
_MOBILE = re.compile(r"(?<!\d)((?:\+?86[- ]?)?1[3-9]\d)[- ]?\d{4}[- ]?(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3})[- ]?\d{3,4}(\d{4})(?!\d)")
_NUMBER = re.compile(r"\d[\d -]{3,}(\d{4})(?!\d)")
_ANSWERS = re.compile(r"(?<=/a/)[\w.-]{20,}")  # the key in a letter's link, wherever an address is told
_TOKEN = re.compile(r"govopen_[0-9a-f]{8,}")  # a key of another system (units.tokens)
_RUN = re.compile(r"[A-Za-z0-9_+=-]{24,}")


def told(text: str) -> str:
    """Return text as the history may tell it: on one line, with secrets left out and phone numbers masked."""
    return _discreet(_one_line(text))


def told_changes(changes: dict) -> dict:
    """Return the changes as the history may tell them, at whatever depth; what a label says about its value counts."""
    return {told(str(label)): _told_value(value, _masks(str(label))) for label, value in changes.items()}


def _told_value(value, masks):
    if isinstance(value, str):
        text = told(value)
        for mask in masks:
            text = mask(text)
        return text
    if isinstance(value, dict):
        return {told(str(key)): _told_value(each, (*masks, *_masks(str(key)))) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_told_value(each, masks) for each in value]
    if masks and isinstance(value, int) and not isinstance(value, bool):
        return _told_value(str(value), masks)
    return value


def _masks(label: str) -> tuple:
    if _NAMES_A_SECRET.search(label):
        return (_hide,)
    return (_mask_number,) if _NAMES_A_PHONE.search(label) else ()


def _hide(text: str) -> str:
    """A statement such as 已重新设置 is no secret; whatever has a letter, a digit or a sign may be one."""
    return HIDDEN if any("!" <= char <= "~" for char in text) else text


def _mask_number(text: str) -> str:
    return _NUMBER.sub(r"****\1", text)


def _one_line(text: str) -> str:
    """Return text with every line break and control character written out, so that nobody can forge an entry."""
    text = text.strip().replace("\r\n", "\n")
    return text if text.isprintable() else "".join(map(_written_out, text))


def _written_out(char: str) -> str:
    if char.isprintable():
        return char
    if char.isspace() and char not in "\n\r\t\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029":
        return " "
    code = ord(char)
    return _ESCAPES.get(char) or (
        f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
    )


def _discreet(text: str) -> str:
    if len(text) < 6:  # too short for any of them
        return text
    text = _SECRET_SAID.sub(rf"\1{HIDDEN}", text)
    if "$" in text:
        text = _HASHED.sub(HIDDEN, text)
    if "govopen_" in text:
        text = _TOKEN.sub(HIDDEN, text)
    if "/a/" in text:
        text = _ANSWERS.sub(HIDDEN, text)
    if "://" in text:
        text = _USERINFO.sub(rf"\1:{HIDDEN}@", text)
    text = _IDENTITY.sub(HIDDEN, text)
    text = _LANDLINE.sub(r"\1-****\2", _MOBILE.sub(r"\1****\2", text))
    return _RUN.sub(_without_token, text)


def _without_token(found: re.Match) -> str:
    """Hide what looks drawn by lot: 32 letters and digits without a break, or 24 with capitals, small ones and digits."""
    run = found[0]
    digits, small, capital = (any(map(test, run)) for test in (str.isdigit, str.islower, str.isupper))
    unbroken = run.isalnum() and len(run) >= 32 and digits and (small or capital)
    return HIDDEN if unbroken or (digits and small and capital) else run
