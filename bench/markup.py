"""How long the worst comments take to clean, against ordinary prose of the same length, side by side in one run.

`python -m bench.markup` prints one line a shape. Measured once at 5,000 characters: prose 2.4 ms; the worst, lists of
one empty item a line, 297 ms; a row of `http://a.` without white space 110 ms (the form refuses it: one word of 500
characters is the most), 5,000 `<` 77 ms.
"""

from time import perf_counter

from blog import markup

LENGTH = 5_000
SHAPES = {
    "stars": "*", "brackets": "[", "pictures": "![", "ticks": "`", "quotes": "> ", "lists": "- ", "tags": "<",
    "emphasis": "_a ", "links": "http://a.b ", "one address": "http://a.", "closing": "](", "entities": "&#",
    "bold in italics": "**a *b ", "nested stars": "* *\n", "named links": "[a](http://b.c) ",
}  # fmt: skip


def seconds(source: str) -> float:
    """The best of five."""
    best = 9.0
    for _ in range(5):
        start = perf_counter()
        markup.comment.__wrapped__(source)
        best = min(best, perf_counter() - start)
    return best


if __name__ == "__main__":
    prose = seconds(("The quick brown fox jumps over the lazy dog. " * LENGTH)[:LENGTH])
    print(f"{'prose':16} {prose * 1000:7.1f} ms")
    for name, shape in SHAPES.items():
        taken = seconds((shape * LENGTH)[:LENGTH])
        print(f"{name:16} {taken * 1000:7.1f} ms  {taken / prose:6.1f} x prose")
