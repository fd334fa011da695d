"""The fonts of official papers: named in the file, never put into it, each with what stands in where it is missing."""

from xml.sax.saxutils import quoteattr

FANG, KAI, HEI, SONG, SMALL_SONG = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"
LATIN = "Times New Roman"
_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STAND_IN = {  # Word, WPS and LibreOffice take the first that they have
    FANG: ("仿宋", "FangSong", "STFangsong"),
    KAI: ("楷体", "KaiTi", "STKaiti"),
    HEI: ("SimHei", "STHeiti"),
    SONG: ("SimSun", "STSong"),
    SMALL_SONG: ("宋体", "SimSun"),
    LATIN: ("Liberation Serif",),
}


def font_table() -> bytes:
    """Return the part of the file that lists the fonts."""
    fonts = "".join(_font(name, others) for name, others in _STAND_IN.items())
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts xmlns:w="{_W}">{fonts}</w:fonts>'.encode()
    )


def _font(name: str, others: tuple[str, ...]) -> str:
    charset, family, pitch = ("00", "roman", "variable") if name == LATIN else ("86", "auto", "variable")
    return (
        f"<w:font w:name={quoteattr(name)}><w:altName w:val={quoteattr(','.join(others))}/>"
        f'<w:charset w:val="{charset}"/><w:family w:val="{family}"/><w:pitch w:val="{pitch}"/></w:font>'
    )
