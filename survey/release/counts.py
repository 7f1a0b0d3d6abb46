"""How counts of people stand on pages: never exact, where few could be told apart."""


def in_fives(count: int) -> int:
    """Return a count rounded to the nearest five."""
    return 5 * ((2 * count + 5) // 10)
