"""Word's automatic numbers: they stand in no text run, yet "一、" and "1." are what a reader of the paper sees."""

from lxml import etree

from documents.text import chinese_numeral

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE_FORMATS = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "ideographDigital",
}


class Numbering:
    """Counts the automatic numbers of one document in the order of its paragraphs."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self._abstract: dict[str, str] = {}
        self._styles: dict[str, tuple[str, int]] = {}
        self._counts: dict[tuple[str, int], int] = {}
        if numbering is not None:
            self._load(numbering)
        if styles is not None:
            self._load_styles(styles)

    def label(self, paragraph: etree._Element) -> str:
        """Return the printed number of a paragraph ("一、"), or nothing; counts it."""
        place = self._place(paragraph)
        if place is None:
            return ""
        number, depth = place
        abstract = self._abstract.get(number, number)
        if (abstract, depth) not in self._levels:
            return ""
        start = self._levels[abstract, depth][2]
        self._counts[abstract, depth] = self._counts.get((abstract, depth), start - 1) + 1
        for key in [key for key in self._counts if key[0] == abstract and key[1] > depth]:
            del self._counts[key]
        return self._print(abstract, depth)

    def _print(self, abstract: str, depth: int) -> str:
        text = self._levels[abstract, depth][1]
        for level in range(depth + 1):
            style, _, start = self._levels.get((abstract, level), ("decimal", "", 1))
            count = self._counts.get((abstract, level), start)
            text = text.replace(f"%{level + 1}", _number(style, count))
        return text

    def _place(self, paragraph: etree._Element) -> tuple[str, int] | None:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None
        own = _num_pr(properties)
        if own is not None:
            return own if own[0] != "0" else None
        style = properties.find(f"{W}pStyle")
        return self._styles.get(style.get(f"{W}val", "")) if style is not None else None

    def _load(self, root: etree._Element) -> None:
        for abstract in root.iterfind(f"{W}abstractNum"):
            key = abstract.get(f"{W}abstractNumId", "")
            for level in abstract.iterfind(f"{W}lvl"):
                depth = _integer(level.get(f"{W}ilvl"), 0)
                style, text = _value(level, "numFmt") or "decimal", _value(level, "lvlText") or ""
                self._levels[key, depth] = (style, text, _integer(_value(level, "start"), 1))
        for number in root.iterfind(f"{W}num"):
            self._abstract[number.get(f"{W}numId", "")] = _value(number, "abstractNumId") or ""

    def _load_styles(self, root: etree._Element) -> None:
        for style in root.iterfind(f"{W}style"):
            properties = style.find(f"{W}pPr")
            place = _num_pr(properties) if properties is not None else None
            if place is not None:
                self._styles[style.get(f"{W}styleId", "")] = place


def _num_pr(properties: etree._Element) -> tuple[str, int] | None:
    element = properties.find(f"{W}numPr")
    if element is None or _value(element, "numId") is None:
        return None
    return _value(element, "numId") or "", _integer(_value(element, "ilvl"), 0)


def _number(style: str, count: int) -> str:
    if style in _CHINESE_FORMATS:
        return chinese_numeral(count)
    if style == "decimalEnclosedCircle" and 1 <= count <= 20:
        return chr(0x2460 + count - 1)
    if style in ("bullet", "none"):
        return ""
    return str(count)


def _value(element: etree._Element, name: str) -> str | None:
    child = element.find(f"{W}{name}")
    return child.get(f"{W}val") if child is not None else None


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and text.isdigit() and len(text) < 6 else default
