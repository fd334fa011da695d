"""Keys as ranges: what one statement creates is one unbroken run of them, nearly always."""

Ranges = list[list[int]]  # [first, last], both of them in it


def ranges(keys: list[int]) -> Ranges:
    """Return ascending keys as ranges."""
    found: Ranges = []
    for key in keys:
        if found and found[-1][1] == key - 1:
            found[-1][1] = key
        else:
            found.append([key, key])
    return found


def without(part: list[int], keys: list[int]) -> Ranges:
    """Return what is left of one range without the ascending keys, which may lie outside of it."""
    left, (first, last) = [], part
    for key in keys:
        if first <= key <= last:
            if first < key:
                left.append([first, key - 1])
            first = key + 1
    return [*left, [first, last]] if first <= last else left
