"""SVG logos: read without entities, rebuilt from what is known to be harmless, nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from django.utils.translation import gettext as _

from ngnpanel.brand.unfit import Unfit

SVG: Final = "http://www.w3.org/2000/svg"
XLINK: Final = "http://www.w3.org/1999/xlink"
SEPARATOR: Final = "\x1f"
MOST_ELEMENTS: Final = 3000
DEEPEST: Final = 40
LARGEST: Final = 100_000.0
SHAPES: Final = frozenset(["path", "rect", "circle", "ellipse", "line", "polyline", "polygon"])
GRADIENTS: Final = frozenset(("linearGradient", "radialGradient"))
TEXTS: Final = frozenset(["text", "tspan", "title", "desc"])
CUTTERS: Final = frozenset(("clipPath", "mask"))
ELEMENTS: Final = SHAPES | GRADIENTS | TEXTS | CUTTERS | {"svg", "g", "defs", "stop"}
# What a look may say as an attribute, in a style attribute, or in a rule for a class.
LOOKS: Final = frozenset(
    [
        "fill",
        "fill-opacity",
        "fill-rule",
        "clip-rule",
        "stroke",
        "stroke-width",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-miterlimit",
        "stroke-dasharray",
        "stroke-dashoffset",
        "stroke-opacity",
        "opacity",
        "color",
        "stop-color",
        "stop-opacity",
        "clip-path",
        "mask",
        "font-family",
        "font-size",
        "font-weight",
        "font-style",
        "text-anchor",
        "letter-spacing",
        "display",
        "visibility",
    ]
)
PLACES: Final = frozenset(
    [
        "id",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "fx",
        "fy",
        "fr",
        "d",
        "dx",
        "dy",
        "points",
        "width",
        "height",
        "viewBox",
        "transform",
        "gradientTransform",
        "gradientUnits",
        "spreadMethod",
        "offset",
        "clipPathUnits",
        "maskUnits",
        "maskContentUnits",
        "preserveAspectRatio",
    ]
)
PLAIN: Final = re.compile(r"[\w\s.,#%()+'\"-]{0,400}", re.ASCII)
NUMBERS: Final = re.compile(r"[\s\d.,a-zA-Z+-]*", re.ASCII)
NAME: Final = re.compile(r"[A-Za-z_][\w.-]{0,63}", re.ASCII)
OWN_PART: Final = re.compile(r"url\(\s*['\"]?#([A-Za-z_][\w.-]{0,63})['\"]?\s*\)", re.ASCII)
OWN_LINK: Final = re.compile(r"#[A-Za-z_][\w.-]{0,63}", re.ASCII)
# What stands before the brace of a rule that is about classes, and the classes in it.
SELECTORS: Final = re.compile(r"[\s.,>#\w-]*", re.ASCII)
CLASS: Final = re.compile(r"\.([\w-]+)", re.ASCII)


@dataclass(slots=True)
class Element:
    """A node of the drawing; children are elements and texts in their order."""

    name: str
    attributes: dict[str, str]
    children: list[Element | str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A cleaned drawing with its size, and the names of what was left out."""

    content: bytes
    width: int
    height: int
    dropped: tuple[str, ...]


class Reader:
    """Builds the tree of a document; a DOCTYPE, and with it every entity, is refused."""

    def __init__(self) -> None:
        self.root: Element | None = None
        self.open: list[Element] = []
        self.dropped: dict[str, None] = {}
        self.styles: list[str] = []
        self.hidden = 0
        self.in_style = False
        self.count = 0

    def read(self, data: bytes) -> Element:
        """The tree; raises Unfit."""
        parser = expat.ParserCreate(namespace_separator=SEPARATOR)
        parser.StartDoctypeDeclHandler = self.refuse
        parser.EntityDeclHandler = self.refuse
        parser.ExternalEntityRefHandler = self.refuse
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.buffer_text = True
        try:
            parser.Parse(data, True)  # noqa: FBT003 - the signature of expat
        except (expat.ExpatError, ValueError, LookupError):
            raise Unfit(_("This SVG cannot be read. Export it again as a plain SVG.")) from None
        if self.root is None:
            raise Unfit(_("This file is no SVG drawing."))
        return self.root

    def refuse(self, *_arguments: object) -> int:
        """A document type can define entities and fetch files."""
        raise Unfit(_("Save the SVG without a document type (DOCTYPE), then choose it again."))

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Keep a known element, skip any other with all that is inside."""
        self.count += 1
        if self.count > MOST_ELEMENTS or len(self.open) + self.hidden > DEEPEST:
            raise Unfit(_("This drawing is too complicated for a logo. Simplify it."))
        space, _separator, name = tag.rpartition(SEPARATOR)
        if self.root is None and (space, name) != (SVG, "svg"):
            raise Unfit(_("This file is no SVG drawing."))
        if self.hidden:
            self.hidden += 1
            return
        if space != SVG or name not in ELEMENTS or (name == "svg" and self.root is not None):
            self.hidden = 1
            self.in_style = (space, name) == (SVG, "style")
            if not self.in_style and space == SVG and name != "metadata":
                self.dropped[name[:40]] = None
            return
        element = Element(name, attributes)
        if self.open:
            self.open[-1].children.append(element)
        else:
            self.root = element
        self.open.append(element)

    def end(self, _tag: str) -> None:
        """Back to the parent."""
        if self.hidden:
            self.hidden -= 1
            self.in_style = self.in_style and self.hidden > 0
            return
        self.open.pop()

    def text(self, text: str) -> None:
        """Only texts have text."""
        if self.in_style and self.hidden == 1:
            self.styles.append(text)
        elif not self.hidden and self.open and self.open[-1].name in TEXTS:
            self.open[-1].children.append(text)


def clean(data: bytes) -> Drawing:
    """The drawing without anything that acts, loads or hides; raises Unfit."""
    reader = Reader()
    root = reader.read(data)
    classes = class_rules("".join(reader.styles))
    left, top, width, height = view_box(root.attributes)
    parts: list[str] = []
    root.attributes = {
        name: value
        for name, value in root.attributes.items()
        if name not in ("width", "height", "x", "y", "viewBox")
    }
    for element in root.children:
        if isinstance(element, Element):
            write(element, classes, parts, reader.dropped, is_cutter=False)
    if not any(f"<{name}" in part for part in parts for name in SHAPES | {"text"}):
        raise Unfit(_("Nothing to see is left of this drawing. Export it with plain shapes."))
    shown_width, shown_height = shown_size(width, height)
    own = attributes_of(root, classes, reader.dropped)
    box = " ".join(f"{number:g}" for number in (left, top, width, height))
    head = f'<svg xmlns="{SVG}" viewBox="{box}" width="{shown_width}" height="{shown_height}"{own}>'
    content = (head + "".join(parts) + "</svg>\n").encode()
    return Drawing(content, shown_width, shown_height, tuple(reader.dropped))


def write(
    element: Element,
    classes: dict[str, dict[str, str]],
    parts: list[str],
    dropped: dict[str, None],
    *,
    is_cutter: bool,
) -> None:
    """The element and what is inside it, written anew."""
    # A mask in a mask in a mask would be drawn thousands of times.
    is_cutter = is_cutter or element.name in CUTTERS
    skipped = ("clip-path", "mask") if is_cutter else ()
    parts.append(f"<{element.name}{attributes_of(element, classes, dropped, skipped)}>")
    for child in element.children:
        if isinstance(child, str):
            parts.append(escape(child))
        else:
            write(child, classes, parts, dropped, is_cutter=is_cutter)
    parts.append(f"</{element.name}>")


def attributes_of(
    element: Element,
    classes: dict[str, dict[str, str]],
    dropped: dict[str, None],
    skipped: tuple[str, ...] = (),
) -> str:
    """The harmless attributes; rules of its classes and of its style become attributes too."""
    said = dict(element.attributes)
    for name in said.pop("class", "").split():
        said |= classes.get(name, {})
    said |= declarations(said.pop("style", ""))
    kept = {}
    for name, value in said.items():
        known = "href" if name in ("href", f"{XLINK}{SEPARATOR}href") else name
        if known in skipped:
            continue
        if is_harmless(element.name, known, value.strip()):
            kept[known] = value.strip()
        elif known.startswith("on") or known == "href" or known in LOOKS:
            dropped[known[:40]] = None
    return "".join(f" {name}={quoteattr(value)}" for name, value in kept.items())


def is_harmless(element: str, name: str, value: str) -> bool:
    """Whether an attribute can do nothing but draw."""
    if name == "href":
        return element in GRADIENTS and bool(OWN_LINK.fullmatch(value))
    if name == "id":
        return bool(NAME.fullmatch(value))
    if name in ("d", "points"):
        return bool(NUMBERS.fullmatch(value))
    if name not in LOOKS | PLACES:
        return False
    if OWN_PART.fullmatch(value):
        return name in ("fill", "stroke", "clip-path", "mask")
    return bool(PLAIN.fullmatch(value)) and "url" not in value.lower()


def class_rules(text: str) -> dict[str, dict[str, str]]:
    """The plain rules for classes in a style element, as drawing programs write them."""
    found: dict[str, dict[str, str]] = {}
    # Cut at the braces: an expression for a whole rule takes for ever over one without an end.
    for rule in without_comments(text).split("}"):
        before, _brace, body = rule.rpartition("{")
        selectors = before.rpartition("{")[2].rpartition(";")[2]
        if SELECTORS.fullmatch(selectors):
            looks = declarations(body)
            for name in dict.fromkeys(CLASS.findall(selectors)):
                found.setdefault(name, {}).update(looks)
    return found


def without_comments(text: str) -> str:
    """A style sheet without comments; one that does not end goes on to the end."""
    first, *others = text.split("/*")
    return first + "".join(part.partition("*/")[2] for part in others)


def declarations(text: str) -> dict[str, str]:
    """The known ones of ``name: value; …``."""
    pairs = (part.partition(":") for part in text.split(";"))
    named = {name.strip().lower(): value.strip() for name, _colon, value in pairs}
    return {name: value for name, value in named.items() if name in LOOKS and value}


def view_box(attributes: dict[str, str]) -> tuple[float, float, float, float]:
    """What the drawing shows, from its viewBox or from width and height; raises Unfit."""
    words = attributes.get("viewBox", "").replace(",", " ").split()
    if not words:
        words = ["0", "0", attributes.get("width", ""), attributes.get("height", "")]
    numbers = [float(m[0]) if (m := re.match(r"-?\d*\.?\d+", word)) else 0.0 for word in words]
    if len(numbers) != 4 or not all(0 < side <= LARGEST for side in numbers[2:]):
        raise Unfit(_("The SVG does not say how large it is. Export it with a viewBox."))
    left, top, width, height = numbers
    if max(abs(left), abs(top)) > LARGEST or not 1 / 12 <= width / height <= 12:
        raise Unfit(_("The drawing is much too long or too narrow for a logo."))
    return left, top, width, height


def shown_size(width: float, height: float) -> tuple[int, int]:
    """Pixels with the same proportions, at most 400 by 100."""
    scale = min(400 / width, 100 / height)
    return max(round(width * scale), 1), max(round(height * scale), 1)
