"""The colours of the window, light and dark, and how far apart two of them are."""

from typing import NamedTuple

# Named tuples: the first picture waits for their making, and a dataclass of thirty fields takes long.


class Tint(NamedTuple):
    """A state as text and as the ground under it, with the line around that ground."""

    text: str
    ground: str
    line: str


class Tokens(NamedTuple):
    """Every colour of the window, as `#RRGGBB`. `second` and `faint` are quieter texts, `ctl` borders of controls,
    `fill` the filled button and focus, `primary` blue as text, `onsel` and `warnsel` texts on a selected row."""

    dark: bool
    page: str
    card: str
    soft: str
    line: str
    ctl: str
    text: str
    second: str
    faint: str
    primary: str
    fill: str
    fill_hover: str
    on_fill: str
    selection: str
    hover: str
    onsel: str
    warnsel: str
    hero_line: str
    disabled: str
    disabled_ground: str
    track: str
    same: str
    cell: str
    bad_line: str
    desk: str
    ok: Tint
    info: Tint
    warn: Tint
    bad: Tint
    none: Tint
    hues: tuple[Tint, ...]

    def tint(self, state: str) -> Tint:
        """Give the tint of `ok`, `info`, `warn`, `bad` or `none`."""
        found: Tint = getattr(self, state)
        return found

    def tone(self, name: str) -> str:
        """Give the colour of a text by its tone: a token, or the text of a state."""
        found = getattr(self, name)
        return found.text if isinstance(found, Tint) else str(found)


LIGHT = Tokens(
    dark=False,
    page="#F4F6F9",
    card="#FFFFFF",
    soft="#F7F9FC",
    line="#E6E9EF",
    ctl="#D5DBE5",
    text="#1B2430",
    second="#5B6675",
    faint="#667085",
    primary="#2563EB",
    fill="#2563EB",
    fill_hover="#1D4ED8",
    on_fill="#FFFFFF",
    selection="#E8F0FE",
    hover="#F7F9FC",
    onsel="#2563EB",
    warnsel="#A34D08",
    hero_line="#C9DAFB",
    disabled="#5F6B7B",
    disabled_ground="#EEF1F5",
    track="#E6E9EF",
    same="#DBE6FB",
    cell="#F4F6F9",
    bad_line="#F2C4C4",
    desk="#E9EDF3",
    ok=Tint("#147A3A", "#E7F6EC", "#BFE3CB"),
    info=Tint("#1D4ED8", "#EAF1FF", "#C9DAFB"),
    warn=Tint("#A84C07", "#FEF3E2", "#F3D3A4"),
    bad=Tint("#B91C1C", "#FDEBEB", "#F2C4C4"),
    none=Tint("#5B6675", "#EEF1F5", "#D5DBE5"),
    hues=(
        Tint("#1D4ED8", "#E1EAFC", "#E1EAFC"),
        Tint("#B0175A", "#F8DFEA", "#F8DFEA"),
        Tint("#0B6580", "#DBEBF3", "#DBEBF3"),
        Tint("#9A4207", "#F9E5D8", "#F9E5D8"),
        Tint("#6423C8", "#E8E2FA", "#E8E2FA"),
        Tint("#13703A", "#DDF1E5", "#DDF1E5"),
    ),
)
DARK = Tokens(
    dark=True,
    page="#14181F",
    card="#1B212B",
    soft="#202734",
    line="#2A3240",
    ctl="#3A4556",
    text="#E7ECF3",
    second="#A7B1C0",
    faint="#8F9BAE",
    primary="#7BA4F7",
    fill="#2F66DC",
    fill_hover="#2A5AC4",
    on_fill="#FFFFFF",
    selection="#24344F",
    hover="#202734",
    onsel="#8AB0FF",
    warnsel="#E9A85B",
    hero_line="#34507F",
    disabled="#94A1B4",
    disabled_ground="#28303D",
    track="#2A3240",
    same="#2B3F63",
    cell="#222935",
    bad_line="#633238",
    desk="#10141A",
    ok=Tint("#5FCB8B", "#17352A", "#28553F"),
    info=Tint("#8DB2FA", "#1E2F4E", "#34507F"),
    warn=Tint("#F0B25F", "#3A2C17", "#5C4524"),
    bad=Tint("#FF9A94", "#43262A", "#633238"),
    none=Tint("#A7B1C0", "#29313E", "#3A4556"),
    hues=(
        Tint("#8DB2FA", "#22355A", "#22355A"),
        Tint("#F29ABD", "#4A2537", "#4A2537"),
        Tint("#7CC4DA", "#1C3B47", "#1C3B47"),
        Tint("#F0B28A", "#482F20", "#482F20"),
        Tint("#C0A3FA", "#372B57", "#372B57"),
        Tint("#7FD0A0", "#1D3D2C", "#1D3D2C"),
    ),
)


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours (WCAG 2): 1 for none, 21 for black on white."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def text_pairs(tokens: Tokens) -> tuple[tuple[str, str, str], ...]:
    """Give every (name, text colour, ground) in which the window writes; each must be readable."""
    plain = ("text", "second", "faint", "primary")
    pairs = [(f"{t} on {g}", getattr(tokens, t), getattr(tokens, g)) for t in plain for g in ("page", "card", "soft")]
    pairs += [
        (f"{t} on selection", getattr(tokens, t), tokens.selection) for t in ("text", "second", "onsel", "warnsel")
    ]
    pairs += [("on_fill on fill", tokens.on_fill, tokens.fill), ("on_fill on hover", tokens.on_fill, tokens.fill_hover)]
    pairs += [("disabled", tokens.disabled, tokens.disabled_ground), ("text on same", tokens.text, tokens.same)]
    pairs += [("second on cell", tokens.second, tokens.cell)]
    for state in ("ok", "info", "warn", "bad", "none"):
        tint = tokens.tint(state)
        pairs += [(state, tint.text, tint.ground), (f"{state} on card", tint.text, tokens.card)]
    pairs += [(f"bad on {g}", tokens.bad.text, getattr(tokens, g)) for g in ("page", "soft", "selection")]
    pairs += [(f"hue {n}", hue.text, hue.ground) for n, hue in enumerate(tokens.hues)]
    return tuple(pairs)


def colour_names() -> tuple[str, ...]:
    """Give the names of all tokens."""
    return Tokens._fields


def _luminance(colour: str) -> float:
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
