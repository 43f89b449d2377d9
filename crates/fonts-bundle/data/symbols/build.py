#!/usr/bin/env python3
"""Draws ChordProApiSymbols.ttf: music symbols, numbers and letters in discs, strum arrows.

Needs fonttools and shapely; a tool for whoever changes the drawings, not for building the program.
Every drawing below is ours. Code points and advance widths are those that songs rely on (`docs/spec/language.md#8.6`);
lengths are thousandths of the em until the last step.
"""

import math
import sys
from pathlib import Path

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from shapely import affinity
from shapely.geometry import LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry.polygon import orient
from shapely.ops import unary_union

UNITS = 2048
EPOCH = 3786912000  # 2024-01-01 in seconds since 1904: the same bytes from the same drawings


# ------------------------------------------------------------------ pens


def bar(x, width, low=-10, high=990):
    return box(x, low, x + width, high)


def dot(x, y, radius):
    return Point(x, y).buffer(radius, quad_segs=12)


def stroke(points, width, cap="flat", join="round"):
    return LineString(points).buffer(width / 2, cap_style=cap, join_style=join, quad_segs=6)


def curve(*points, steps=14):
    """A chain of cubic curves through points, as a list of points: start, then triples."""
    start, out = points[0], [points[0]]
    for n in range(1, len(points), 3):
        one, two, end = points[n : n + 3]
        for step in range(1, steps + 1):
            t = step / steps
            u = 1 - t
            out.append(
                tuple(
                    u**3 * a + 3 * u * u * t * b + 3 * u * t * t * c + t**3 * d
                    for a, b, c, d in zip(start, one, two, end)
                )
            )
        start = end
    return out


def arc(x, y, rx, ry, begin, end, steps=20):
    """Part of an ellipse, in degrees, counted against the clock."""
    angles = [math.radians(begin + (end - begin) * n / steps) for n in range(steps + 1)]
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in angles]


# ------------------------------------------------------------------ accidentals


def flat():
    stem = box(40, -20, 78, 720)
    bowl = Polygon(
        curve((60, 270), (150, 400), (380, 400), (380, 250), (380, 130), (230, 60), (60, -20))
    )
    hole = Polygon(
        curve((78, 230), (140, 330), (288, 340), (288, 240), (288, 150), (190, 90), (78, 40))
    )
    return stem.union(bowl.difference(hole))


def natural():
    left, right = box(40, 140, 76, 720), box(272, -20, 308, 560)
    rail = Polygon([(40, 430), (308, 490), (308, 560), (40, 500)])
    foot = Polygon([(40, 140), (308, 200), (308, 270), (40, 210)])
    return unary_union([left, right, rail, foot])


def sharp():
    posts = [box(140, 20, 180, 660), box(296, 60, 336, 700)]
    rails = [
        Polygon([(40, y), (436, y + 80), (436, y + 160), (40, y + 80)]) for y in (160, 400)
    ]
    return unary_union(posts + rails)


def delta():
    outer = Polygon([(40, 0), (741, 0), (390, 690)])
    inner = Polygon([(108, 42), (673, 42), (390, 598)])
    return outer.difference(inner)


# ------------------------------------------------------------------ repeats and bars

THIN, THICK = 35, 125


def dots(x):
    return unary_union([dot(x, 370, 48), dot(x, 620, 48)])


def percent(slashes):
    """The sign for a repeated bar, with as many slashes as bars."""
    shift = 345
    width = 800 + shift * (slashes - 1)
    lines = [
        Polygon([(x, 60), (x + 130, 60), (x + 660, 860), (x + 530, 860)])
        for x in (70 + shift * n for n in range(slashes))
    ]
    return unary_union(lines + [dot(95, 650, 88), dot(width - 95, 270, 88)])


BARS = {
    0x25: (367, lambda: unary_union([bar(0, THICK), bar(180, THIN), dots(310)])),
    0x26: (366, lambda: unary_union([dots(56), bar(151, THIN), bar(241, THICK)])),
    0x27: (365, lambda: unary_union([dots(56), bar(165, THIN), dots(309)])),
    0x28: (99, lambda: dots(49)),
    0x29: (800, lambda: percent(1)),
    0x2A: (1145, lambda: percent(2)),
    0x2B: (
        607,
        lambda: unary_union(
            [dots(56), bar(151, THIN), bar(241, THICK), bar(421, THIN), dots(551)]
        ),
    ),
    0x3A: (35, lambda: bar(0, THIN)),
    0x3B: (143, lambda: unary_union([bar(0, THIN), bar(108, THIN)])),
    0x3C: (228, lambda: unary_union([bar(0, THIN), bar(103, THICK)])),
    0x3D: (227, lambda: unary_union([bar(0, THICK), bar(192, THIN)])),
    0x3E: (125, lambda: bar(0, THICK)),
    0x3F: (342, lambda: unary_union([bar(0, THICK), bar(217, THICK)])),
}


# ------------------------------------------------------------------ numbers and letters in discs
# Drawn with a round pen in a box of 10 by 14, the baseline at 0.


def bowl(x, y, rx, ry, begin=0, end=360):
    return arc(x, y, rx, ry, begin, end)


LETTERS = {
    "0": [bowl(5, 7, 4, 7)],
    "1": [[(2, 11), (5.5, 14), (5.5, 0)]],
    "2": [bowl(5, 10.2, 3.8, 3.8, 165, -20) + [(1, 0), (9, 0)]],
    "3": [bowl(4.6, 10.6, 3.6, 3.4, 150, -90) + bowl(4.6, 3.6, 4, 3.6, 90, -150)],
    "4": [[(7, 0), (7, 14), (0.8, 4), (9.6, 4)]],
    "5": [[(8.4, 14), (2.2, 14), (1.6, 8)] + bowl(4.8, 4.6, 4.1, 4.6, 130, -145)],
    "6": [bowl(5, 4.3, 4, 4.3), curve((1, 4.3), (1, 9), (3, 13), (7.6, 14))],
    "7": [[(1, 14), (9, 14), (4, 0)]],
    "8": [bowl(5, 10.6, 3.5, 3.4), bowl(5, 3.6, 4.1, 3.6)],
    "9": [bowl(5, 9.7, 4, 4.3), curve((9, 9.7), (9, 5), (7, 1), (2.4, 0))],
    "A": [[(0, 0), (5, 14), (10, 0)], [(1.8, 5), (8.2, 5)]],
    "B": [
        [(1, 0), (1, 14), (5, 14)] + bowl(5, 10.7, 3.4, 3.3, 90, -90) + [(1, 7.4)],
        [(5, 7.4)] + bowl(5, 3.7, 4, 3.7, 90, -90) + [(1, 0)],
    ],
    "C": [bowl(5.6, 7, 5, 7, 48, 312)],
    "D": [[(1, 0), (1, 14), (3.6, 14)] + bowl(3.6, 7, 5.8, 7, 90, -90) + [(1, 0)]],
    "E": [[(9, 14), (1.4, 14), (1.4, 0), (9, 0)], [(1.4, 7.3), (8, 7.3)]],
    "F": [[(9, 14), (1.6, 14), (1.6, 0)], [(1.6, 7.2), (8, 7.2)]],
    "G": [bowl(5.6, 7, 5, 7, 48, 300) + [(9.8, 3), (9.8, 6.4), (6.2, 6.4)]],
    "H": [[(1, 0), (1, 14)], [(9, 0), (9, 14)], [(1, 7.3), (9, 7.3)]],
    "I": [[(5, 0), (5, 14)]],
    "J": [[(7.4, 14), (7.4, 4)] + bowl(4, 3.8, 3.4, 3.8, 0, -150)],
    "K": [[(1.2, 0), (1.2, 14)], [(9, 14), (1.2, 5.4)], [(4.2, 8.7), (9.4, 0)]],
    "L": [[(1.6, 14), (1.6, 0), (9, 0)]],
    "M": [[(0.4, 0), (0.4, 14), (5, 4), (9.6, 14), (9.6, 0)]],
    "N": [[(1, 0), (1, 14), (9, 0), (9, 14)]],
    "O": [bowl(5, 7, 5, 7)],
    "P": [[(1.4, 0), (1.4, 14), (5.2, 14)] + bowl(5.2, 10.3, 3.8, 3.7, 90, -90) + [(1.4, 6.6)]],
    "Q": [bowl(5, 7, 5, 7), [(5.8, 3.6), (9.4, -1.4)]],
    "R": [
        [(1.2, 0), (1.2, 14), (5, 14)] + bowl(5, 10.4, 3.7, 3.6, 90, -90) + [(1.2, 6.8)],
        [(5, 6.8), (9.4, 0)],
    ],
    "S": [
        curve(
            (8.6, 11.8), (7.8, 14.6), (1.4, 14.8), (1.4, 10.6), (1.4, 6.4), (9, 8.2), (9, 3.6),
            (9, -1), (1.6, -0.8), (1, 2.6),
        )
    ],
    "T": [[(0.4, 14), (9.6, 14)], [(5, 14), (5, 0)]],
    "U": [[(1, 14), (1, 4.4)] + bowl(5, 4.2, 4, 4.2, 180, 360) + [(9, 14)]],
    "V": [[(0.2, 14), (5, 0), (9.8, 14)]],
    "W": [[(-0.6, 14), (2.2, 0), (5, 10), (7.8, 0), (10.6, 14)]],
    "X": [[(0.6, 14), (9.4, 0)], [(9.4, 14), (0.6, 0)]],
    "Y": [[(0.4, 14), (5, 7), (9.6, 14)], [(5, 7), (5, 0)]],
    "Z": [[(1, 14), (9, 14), (1, 0), (9, 0)]],
}


def disc(letter):
    pen = unary_union([stroke(line, 2.1, cap="round") for line in LETTERS[letter]])
    pen = affinity.scale(pen, 30, 30, origin=(5, 7))
    pen = affinity.translate(pen, 500 - 5, 355 - 7)
    return dot(500, 355, 415).difference(pen)


# ------------------------------------------------------------------ strums

MIDDLE, TOP, HEAD = 227, 700, 190


def arrow(is_down=False, is_accented=False, is_muted=False, has_arpeggio=False, has_dot=False):
    """An arrow upwards, turned over for strums downwards: the tail ends at the baseline."""
    width = 100 if is_accented else 52
    tip = TOP - 90 if has_dot else TOP
    neck = tip - 90
    head = 62 if is_accented else 56
    parts = []
    if is_muted:
        parts += cross(tip - 105)
    else:
        chevron = [(MIDDLE - HEAD, tip - HEAD - 20), (MIDDLE, tip - 40), (MIDDLE + HEAD, tip - HEAD - 20)]
        parts.append(stroke(chevron, head, join="mitre"))
    if has_arpeggio:
        x, sway = MIDDLE, 62
        tail = curve(
            (x, neck + 20), (x, neck - 90), (x + sway, neck - 90), (x + sway, neck - 170),
            (x + sway, neck - 250), (x - sway, neck - 260), (x - sway, neck - 350),
            (x - sway, neck - 420), (x, neck - 440), (x, 0),
        )
        parts.append(stroke(tail, width))
    else:
        parts.append(box(MIDDLE - width / 2, 0, MIDDLE + width / 2, neck + 20))
    if has_dot:
        parts.append(dot(MIDDLE, TOP - 10, 52))
    shape = unary_union(parts)
    if is_down:
        shape = affinity.scale(shape, 1, -1, origin=(MIDDLE, TOP / 2))
    return shape


def cross(y):
    return [
        stroke([(MIDDLE - 190, y - 105), (MIDDLE + 190, y + 105)], 54),
        stroke([(MIDDLE - 190, y + 105), (MIDDLE + 190, y - 105)], 54),
    ]


# ------------------------------------------------------------------ the font

STYLES = [
    dict(),
    dict(has_arpeggio=True),
    dict(has_dot=True),
    dict(is_accented=True),
    dict(is_accented=True, has_arpeggio=True),
    dict(is_accented=True, has_dot=True),
]


def drawings():
    """Code point, name, advance in thousandths, shape."""
    yield 0x21, "flat", 420, flat()
    yield 0x22, "natural", 348, natural()
    yield 0x23, "sharp", 476, sharp()
    yield 0x24, "delta", 781, delta()
    for code, (advance, draw) in BARS.items():
        yield code, "bar%02X" % code, advance, draw()
    for letter in LETTERS:
        yield ord(letter), "disc%02X" % ord(letter), 1000, disc(letter)
    for base, is_down in ((0x2190, False), (0x21A0, True)):
        for n in range(12):
            shape = arrow(is_down=is_down, is_muted=n >= 6, **STYLES[n % 6])
            yield base + n, "strum%04X" % (base + n), 454, shape
    yield 0x21B0, "strum21B0", 454, unary_union(cross(300))


def glyph(shape):
    pen = TTGlyphPen(None)
    shape = shape.simplify(0.4)
    polygons = shape.geoms if isinstance(shape, MultiPolygon) else [shape]
    for polygon in polygons:
        polygon = orient(polygon, sign=-1)  # TrueType fills to the right of a contour
        for ring in [polygon.exterior, *polygon.interiors]:
            points = [(round(x * UNITS / 1000), round(y * UNITS / 1000)) for x, y in ring.coords[:-1]]
            pen.moveTo(points[0])
            for point in points[1:]:
                pen.lineTo(point)
            pen.closePath()
    return pen.glyph()


def units(advance):
    """The fewest font units that are this many thousandths when truncated."""
    return math.ceil(advance * UNITS / 1000)


def main(path):
    rows = sorted(drawings(), key=lambda row: row[0])
    order = [".notdef", "space"] + [name for _, name, _, _ in rows]
    outlines = {".notdef": TTGlyphPen(None).glyph(), "space": TTGlyphPen(None).glyph()}
    outlines.update({name: glyph(shape) for _, name, _, shape in rows})
    advances = {".notdef": units(365), "space": units(250)}
    advances.update({name: units(advance) for _, name, advance, _ in rows})
    characters = {code: name for code, name, _, _ in rows}
    characters[0x20] = "space"
    # Typographic apostrophes replace the straight one in songs.
    characters[0x2019] = characters[0x27]

    font = FontBuilder(UNITS, isTTF=True)
    font.setupGlyphOrder(order)
    font.setupCharacterMap(characters)
    font.setupGlyf(outlines)
    table = font.font["glyf"]
    font.setupHorizontalMetrics(
        {name: (advances[name], getattr(table[name], "xMin", 0)) for name in order}
    )
    font.setupHorizontalHeader(ascent=2048, descent=-113)
    font.setupNameTable(
        dict(
            copyright="Part of chordpro-api, MIT OR Apache-2.0",
            familyName="ChordProApi Symbols",
            styleName="Regular",
            uniqueFontIdentifier="ChordProApiSymbols 1.000",
            fullName="ChordProApi Symbols",
            version="Version 1.000",
            psName="ChordProApiSymbols",
        )
    )
    font.setupOS2(sTypoAscender=2048, sTypoDescender=-113, usWinAscent=2048, usWinDescent=256, fsType=0)
    font.setupPost()
    font.font["head"].created = font.font["head"].modified = EPOCH
    font.font.recalcTimestamp = False
    font.save(path)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_name("ChordProApiSymbols.ttf"))
