"""How large a file may be. The figures are printed in the sentence that refuses a file."""

MEGABYTE = 1024 * 1024

MAX_FILE_BYTES = 20 * MEGABYTE
MAX_ZIP_PARTS = 2_000
MAX_UNPACKED_BYTES = 200 * MEGABYTE
MAX_ZIP_RATIO = 200
RATIO_MATTERS_FROM = MEGABYTE  # a part smaller than this cannot do harm, however well it packs

MAX_ROWS = 25_000  # non-blank rows of one table
MAX_COLUMNS = 200
MAX_BLANK_ROWS = 1_000  # after so many blank rows a sheet is over
MAX_CELL_CHARS = 32_767
