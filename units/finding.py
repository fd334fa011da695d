"""Finding words in texts: what counts as the same, what somebody looks for, and the condition that finds it.

A word is found where it stands in the text, letter by letter. ASCII letters, digits and signs count the same in capitals
and in full width (ＡＢＣ１２ is abc12), for an input method decides which of them is typed. One sign stays one sign, so
what was found can be marked at its place. Full NFKC would make ① of 1 and ㎡ of m2: words nobody looked for.

Each room names its tables as ``Findable`` and its migration installs their indexes (``units.pieces``). Why it is
built so: docs/decisions/0014-finding-words.md
"""

from dataclasses import dataclass
from itertools import pairwise

from django.db import connection
from django.db.models import BooleanField, Expression, F

from units.refusals import Refused

LONGEST = 50  # characters that can be looked for at once; as in the office's list
MOST_WORDS = 5
RARE = 3000  # rows of all offices: to ask each whose it is takes some 10 ms
WIDE, WIDE_BLANK = range(0xFF01, 0xFF5F), 0x3000  # the full-width forms of the printable ASCII signs, and the blank
SHIFT = 0xFEE0  # from an ASCII sign to its full-width form
PIECE = 1 << 21  # a piece is two code points as one number; none needs more than 21 bits

SAME = {code: chr(code - SHIFT).lower() for code in WIDE}
SAME |= {WIDE_BLANK: " "} | {code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)}


class NotFindable(Refused):
    """What was typed cannot be looked for; the sentence says what can."""


@dataclass(frozen=True)
class Findable:
    """Columns of a table in which words are found; they are looked at as one text, with a line end between them.

    indexed: whether an index of pieces is kept for it (units.pieces). Without one the texts are looked through: the rows
    that a person may see, which are found by their keys.
    """

    table: str
    columns: tuple[str, ...]
    indexed: bool = False

    @property
    def index(self) -> str:
        """The name of its index."""
        return f"{self.table}_pieces"


# An office has some hundred units: they are looked through by office, and no index would be quicker.
UNITS = Findable("units_unit", ("name", "short_name"))
ALIASES = Findable("units_unitalias", ("name",))


def same(text: str) -> str:
    """Return text in the form in which texts are compared, of the same length."""
    return text.translate(SAME)


def words(text: str) -> list[str]:
    """Return the words that text looks for, all of them meant, in the form in which they are compared.

    Raises NotFindable when they are too long or too many.
    """
    found = _cut(text)
    if sum(map(len, found)) > LONGEST:
        raise NotFindable(f"查找的文字太长，请不要超过{LONGEST}个字。")
    if len(found) > MOST_WORDS:
        raise NotFindable(f"查找的词太多，请不要超过{MOST_WORDS}个。")
    return found


def first_words(text: str) -> list[str]:
    """Return as many words of a text of limited length as can be looked for, where a list has no room for a refusal."""
    return _cut(text)[:MOST_WORDS]


def pieces(word: str) -> list[int]:
    """Return the numbers of two neighbouring signs of word, as an index keeps them.

    Signs that have several forms are in no piece that is asked for: indexes keep texts as they were written. A word of
    one sign, or of ASCII alone, has no pieces; it is looked for in the texts of the rows that the person may see.
    """
    return [PIECE * ord(one) + ord(two) for one, two in pairwise(word) if not (_has_forms(one) or _has_forms(two))]


def are_rare(where: Findable, sought: list[str]) -> bool:
    """Whether so few rows of all offices may hold sought that one goes from them to whose they are, not the other way.

    For SQLite, which keeps no statistics: one look into the index, of row numbers only. PostgreSQL knows best: False.
    """
    numbers = _numbers(where, sought)
    if connection.vendor != "sqlite" or not numbers:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT rowid FROM {where.index} WHERE {where.index} MATCH %s LIMIT {RARE + 1}", [_match(numbers)]
        )
        return len(cursor.fetchall()) <= RARE


class Holds(Expression):
    """The condition that a row of where holds every one of sought, which come from ``words``.

    The index names candidates; what decides is the comparison beside it. It is no scope: the queryset says whose rows
    are meant. rare: what ``are_rare`` said; SQLite looks into the index then, and only then.
    """

    output_field = BooleanField()
    conditional = True

    def __init__(self, where: Findable, sought: list[str], *, rare: bool = False):
        super().__init__()
        self.where, self.sought, self.rare = where, tuple(sought), rare
        self.parts = [F(name) for name in ("pk", *where.columns)]

    def get_source_expressions(self):
        """Return key and columns: Django finds their tables."""
        return self.parts

    def set_source_expressions(self, exprs):
        """Take key and columns as Django found them."""
        self.parts = exprs

    def as_postgresql(self, compiler, connection):
        """Return the condition with the index's expression, and LIKE beside it."""
        text, _ = self._compiled(compiler, " || E'\\n' || ")
        asked, values = [], []
        if numbers := _numbers(self.where, self.sought):
            asked, values = [f"govopen_pieces({text}) @> %s::bigint[]"], [numbers]
        for word in self.sought:
            others, signs = _folding(word)
            asked.append(f"translate({text}, %s, %s) LIKE %s" if others else f"({text}) LIKE %s")
            values += [others, signs] if others else []
            values.append(f"%{_plain_like(word)}%")
        return _all(asked), values

    def as_sqlite(self, compiler, connection):
        """Return the condition with GLOB, and for rare words with a look into the index before it."""
        text, key = self._compiled(compiler, " || char(10) || ")
        asked, values = [f"({text}) GLOB %s" for _ in self.sought], [f"*{_any_form(word)}*" for word in self.sought]
        numbers = _numbers(self.where, self.sought)
        if self.rare and numbers:
            index = self.where.index
            asked = [f"{key} IN (SELECT rowid FROM {index} WHERE {index} MATCH %s)", *asked]
            values = [_match(numbers), *values]
        return _all(asked), values

    def _compiled(self, compiler, between) -> tuple[str, str]:
        key, *columns = (compiler.compile(part)[0] for part in self.parts)
        return between.join(columns), key


def _cut(text: str) -> list[str]:
    return list(dict.fromkeys(same(text.replace("\0", "")).split()))


def _numbers(where, sought) -> list[int]:
    return sorted({number for word in sought for number in pieces(word)}) if where.indexed else []


def _match(numbers) -> str:
    return " AND ".join(map(str, numbers))


def _all(asked) -> str:
    return f"({' AND '.join(asked)})" if asked else "(1 = 1)"  # where nothing is looked for, nothing is lacking


def _plain_like(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _has_forms(sign: str) -> bool:
    return "!" <= sign <= "~"


def _forms(sign: str) -> str:
    """Return all forms of an ASCII sign, itself first."""
    return "".join(dict.fromkeys(form for case in (sign, sign.upper()) for form in (case, chr(ord(case) + SHIFT))))


def _folding(word: str) -> tuple[str, str]:
    """Return the other forms of the signs of word, and beside each the sign: to translate no more than is asked for.

    PostgreSQL compares each sign of a text with each of the list: the whole list takes longer than all the rest.
    """
    pairs = [(other, sign) for sign in dict.fromkeys(word) if _has_forms(sign) for other in _forms(sign)[1:]]
    return "".join(other for other, _ in pairs), "".join(sign for _, sign in pairs)


def _any_form(word: str) -> str:
    """Return a GLOB pattern for word in all its forms."""
    return "".join(f"[{_in_class(sign)}]" if _has_forms(sign) else sign for sign in word)


def _in_class(sign: str) -> str:
    """Return the forms in an order in which none means more than itself: "]" first, and no "^" first, no "-" between."""
    return _forms(sign)[::-1] if sign in "^-" else _forms(sign)
