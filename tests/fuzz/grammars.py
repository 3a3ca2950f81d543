"""Generators of texts for the fuzzers: what people write (by grammar), what goes wrong in writing it (by mutation), and noise."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator

COMMON = [
    "Al", "Co", "Cr", "Fe", "Ni", "Mn", "Ti", "V", "Nb", "Mo", "Ta", "W", "Zr", "Hf", "Cu", "Si", "B", "C", "N", "O", "P", "S", "Sn", "Zn",
    "Mg", "Re", "Ru", "Pd", "Ag", "Au", "Y", "La", "Gd", "Be", "U", "Sc", "Ga", "Ge",
]  # fmt: skip
ODD = ["H", "He", "F", "Cl", "I", "K", "Na", "Xe", "No", "Es", "Po", "At", "Lv", "Og", "Pu"]
SEPARATORS = [
    "",
    "",
    "",
    "",
    " ",
    " ",
    "-",
    "\u2013",
    "\u00b7",
    ", ",
    "; ",
    "\u00a0",
    "\u200b",
    "  ",
    "\t",
    "_",
    "/",
    " + ",
]
UNITS = ["at.%", "at%", "wt.%", "wt%", "mass%", "%", " at. %", "mol%", "w/o", "atomic percent", " in wt. pct"]
LABELS = [
    "B2", "L12", "L1_2", "D0_3", "C14", "C15", "A2", "FCC", "bcc+B2", "(B2)", "(FCC/L12)", "-P1", "_2", "S1", "#3", "-A", "HT1", "V", "P", "C",
    "(P)", "-N", "HIP", "SPS", "as-cast", "alloy", "HEA", "WC", "TiC", "as cast", "(as-cast)", "sample 3", "900 \u00b0C/1h", "thin film",
    "B2 phase", "No. 7", " 2", "[12]", "(a)",
]  # fmt: skip
WRAPPED = [
    ("$", "$"), ("$\\mathrm{", "}$"), ("\\ce{", "}"), ('"', '"'), ("(", ")"), ("[", "]"), ("{", "}"), ("<b>", "</b>"), ("1. ", ""),
    ("equiatomic ", ""), ("", "."), ("", ","), ("", " alloy"), ("at.%: ", ""), ("HEA ", ""), ("- ", ""), ("\u2022 ", ""), ("", "\u2060"),
]  # fmt: skip
NUMBERS_ODD = [
    "0", "00", "03", "0.", ".5", "1e3", "1.2.3", "0,3", "1,000", "0\u00b73", "-5", "O.3", "9" * 30, "1" * 400, "0.0000001", "\u00b2", "\u0663",
]  # fmt: skip


def amount(rng: random.Random) -> str:
    """An amount as people write it: a ratio, a percentage, now and then an odd one."""
    kind = rng.random()
    if kind < 0.3:
        return ""
    if kind < 0.6:
        return f"{rng.uniform(0, 3):.{rng.randint(1, 3)}f}"
    if kind < 0.9:
        return str(rng.randint(1, 60))
    return rng.choice(NUMBERS_ODD) if rng.random() < 0.4 else f"{rng.uniform(0, 100):.1f}"


def symbol(rng: random.Random) -> str:
    """Mostly a common metal."""
    return rng.choice(ODD) if rng.random() < 0.03 else rng.choice(COMMON)


def marked(rng: random.Random, digits: str) -> str:
    """An amount in one of the typographies of a subscript."""
    kind = rng.random()
    if not digits or kind < 0.7:
        return digits
    if kind < 0.8:
        return digits.translate(str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉"))
    return rng.choice(["_{%s}", "$_{%s}$", "_%s", "<sub>%s</sub>", " %s", ":%s", "=%s", "\\textsubscript{%s}"]) % digits


def formula(rng: random.Random, depth: int = 0) -> str:
    """A formula with one kind of separator throughout, brackets within brackets."""
    separator = rng.choice(SEPARATORS)
    symbols = [symbol(rng) for _ in range(rng.randint(1, 7))]
    parts = []
    for one in dict.fromkeys(symbols) if rng.random() < 0.9 else symbols:
        if depth < 3 and rng.random() < 0.08:
            opened, closed = rng.choice(["()", "[]", "{}"])
            parts.append(opened + formula(rng, depth + 1) + closed + marked(rng, amount(rng)))
        else:
            parts.append(one + marked(rng, amount(rng)))
    return separator.join(parts)


def percentages(rng: random.Random) -> list[int]:
    """Whole percentages that sum to 100."""
    cuts = sorted(rng.sample(range(1, 100), rng.randint(1, 5)))
    return [high - low for low, high in zip([0, *cuts], [*cuts, 100], strict=True)]


def listing(rng: random.Random) -> str:
    """A list with units, amounts before or behind, perhaps a balance."""
    amounts = percentages(rng)
    symbols = rng.sample(COMMON, len(amounts))
    unit = rng.choice(UNITS)
    form = rng.choice(["{s} {a} {u}", "{a} {u} {s}", "{a}{u}{s}", "{s}: {a}{u}", "{s}={a} {u}"])
    items = [form.format(s=s, a=a, u=unit) for s, a in zip(symbols, amounts, strict=True)]
    if rng.random() < 0.3:
        items[rng.randrange(len(items))] = rng.choice(["{} bal.", "bal. {}", "{} (balance)", "{}"]).format(symbol(rng))
    return rng.choice([", ", "; ", " ", " and ", " + "]).join(items)


def dashed(rng: random.Random) -> str:
    """A dash form, at times with blanks for dashes."""
    amounts = percentages(rng)[1:]
    symbols = rng.sample(COMMON, len(amounts) + 1)
    dash = rng.choice(["-", "-", "\u2013", " ", " - ", "\u2212"])
    text = symbols[0] + "".join(f"{dash}{a}{s}" for a, s in zip(amounts, symbols[1:], strict=True))
    return text + rng.choice(["", "", "", " at.%", " (wt.%)", " ELI"])


def sound_series(rng: random.Random) -> str:
    """A series in its plainest form, with nothing wrong with it."""
    first, *others = rng.sample(COMMON[:12], k=rng.randint(3, 5))
    start, step = rng.choice((0, 0.1, 0.5)), rng.choice((0.1, 0.25, 0.5))
    return f"{first}x{''.join(others)}, x={start:g}:{start + step * rng.randint(1, 12):g}:{step:g}"


def series(rng: random.Random) -> str:
    """A series in a letter, in one of its spellings."""
    letter = rng.choice("xxxxyzab")
    base = rng.sample(COMMON, rng.randint(2, 6))
    held = rng.choice(
        [
            letter,
            "2" + letter,
            "100-" + letter,
            "1-" + letter,
            "_" + letter,
            f"$_{letter}$",
            f"(1-{letter})/4",
            letter + "/2",
        ]
    )
    place = rng.randrange(len(base))
    template = "".join(s + (held if k == place else amount(rng)) for k, s in enumerate(base))
    numbers = [f"{rng.uniform(0, 3):.1f}" if rng.random() < 0.95 else rng.choice(NUMBERS_ODD) for _ in range(4)]
    values = rng.choice(
        [
            "{0}:{1}",
            "{0}:{1}:{2}",
            "{0}-{1}",
            "{0}\u2013{1} step {2}",
            "{0}, {1}, {2}",
            "{0}; {1}",
            "{0} to {1} in steps of {2}",
        ]
    )
    said = values.format(*numbers)
    form = rng.choice(
        [
            "{t}, {v}={n}",
            "{t} ({v} = {n})",
            "{t}; {v}={n}",
            "{t} with {v} = {n}",
            "{t}, 0 \u2264 {v} \u2264 {n}",
            "{t} [{v}: {n}]",
        ]
    )
    return form.format(t=template, v=letter, n=said)


def mutated(rng: random.Random, text: str) -> str:
    """One to four slips: a character lost, doubled, changed, moved or in the other case, or a run of one of them."""
    out = list(text)
    for _ in range(rng.randint(1, 4)):
        if not out:
            break
        at = rng.randrange(len(out))
        slip = rng.randrange(7)
        if slip == 0:
            del out[at]
        elif slip == 1:
            out.insert(at, out[at])
        elif slip == 2:
            out[at] = rng.choice("OoIl01.,-_ ()[]{}%x\u00b7\u2212\u00e9\u0421")
        elif slip == 3:
            out[at] = out[at].swapcase()
        elif slip == 4:
            out.insert(rng.randrange(len(out)), out.pop(at))
        elif slip == 5:
            out[at:at] = [rng.choice(" -_.,0(x[{<$\\")] * rng.choice([2, 3, 10, 60, 480])
        else:
            out.insert(at, rng.choice(LABELS))
    return "".join(out)


def noise(rng: random.Random) -> str:
    """Characters of the trade, or any of Unicode, in no order."""
    if rng.random() < 0.7:
        return "".join(rng.choices("AlCoFeNiTi0159.,-()[]{}%:;= at₂\u00b7\nx_$'\\<>&wbB2", k=rng.randint(0, 30)))
    planes = [(0x20, 0x250), (0x2000, 0x2200), (0, 0x110000)]
    return "".join(chr(rng.randrange(*rng.choice(planes))) for _ in range(rng.randint(0, 20)))


def labelled(rng: random.Random) -> str:
    """A formula with a label, a mark or wrapping around it."""
    text = formula(rng)
    if rng.random() < 0.6:
        text += rng.choice(["", " ", " ", "-", ", ", "_"]) + rng.choice(LABELS)
    if rng.random() < 0.5:
        before, behind = rng.choice(WRAPPED)
        text = before + text + behind
    return text


_KINDS: tuple[tuple[Callable[[random.Random], str], float], ...] = (
    (formula, 3.0), (labelled, 2.0), (listing, 1.0), (dashed, 1.0), (noise, 0.7), (series, 0.3)
)  # fmt: skip


def texts(rng: random.Random) -> Iterator[str]:
    """Texts of one alloy without end: a third of them with slips."""
    kinds, weights = zip(*_KINDS, strict=True)
    while True:
        text = rng.choices(kinds, weights)[0](rng)
        yield mutated(rng, text) if rng.random() < 0.33 else text


def series_texts(rng: random.Random) -> Iterator[str]:
    """Texts of series without end: a third of them with slips."""
    while True:
        text = series(rng)
        yield mutated(rng, text) if rng.random() < 0.33 else text
