"""Pictures of pages as rows of grey values, and how much two of them differ."""

import struct
import zlib

# Blocks of so many pixels may differ by so much on average: letters are smoothed in other ways, and PDFium makes thin lines
# black. A wrong chord differs by a hundred.
BLOCK, TOLERANCES = 8, {"MuPDF": 35, "PDFium": 60}


def png_pixels(data):
    """Width and rows of grey values of a PNG as our painter writes it: 8 bits, not interlaced."""
    at, packed = 8, b""
    while at < len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        chunk = data[at + 8 : at + 8 + length]
        if kind == b"IHDR":
            width, height, _, colours = struct.unpack(">IIBB", chunk[:10])
        elif kind == b"IDAT":
            packed += chunk
        at += length + 12
    samples = {0: 1, 2: 3, 4: 2, 6: 4}[colours]
    raw, length = zlib.decompress(packed), width * samples
    rows, above = [], bytearray(length)
    for start in range(0, height * (length + 1), length + 1):
        row = bytearray(raw[start + 1 : start + 1 + length])
        for index in range(length):
            left, corner = (row[index - samples], above[index - samples]) if index >= samples else (0, 0)
            row[index] = (row[index] + predicted(raw[start], left, above[index], corner)) & 255
        rows.append(row)
        above = row
    shades = 3 if samples >= 3 else 1
    return width, [[sum(row[x : x + shades]) // shades for x in range(0, length, samples)] for row in rows]


def predicted(kind, left, above, corner):
    if kind == 4:
        guess = left + above - corner
        return min((left, above, corner), key=lambda value: abs(guess - value))
    return (0, left, above, (left + above) // 2)[kind]


def ppm_pixels(data):
    """Width and rows of grey values of a picture in colours."""
    width, height = (int(word) for word in data.split(None, 3)[1:3])
    pixels = data[-3 * width * height :]
    grey = [sum(pixels[at : at + 3]) // 3 for at in range(0, len(pixels), 3)]
    return width, [grey[at : at + width] for at in range(0, len(grey), width)]


def pdfium_pixels(page):
    """Width and rows of grey values of a page as PDFium draws it: twice as large and made smaller, as it moves thin lines."""
    bitmap = page.render(scale=2, grayscale=True)
    data, stride, width = bytes(bitmap.buffer), bitmap.stride, bitmap.width // 2
    rows = []
    for start in range(0, bitmap.height // 2 * 2 * stride, 2 * stride):
        upper, lower = data[start : start + 2 * width], data[start + stride : start + stride + 2 * width]
        pairs = [one + other for one, other in zip(upper, lower)]
        rows.append([(left + right) // 4 for left, right in zip(pairs[::2], pairs[1::2])])
    return width, rows


def blocks(picture):
    """The mean of every block of a picture."""
    width, rows = picture
    for y in range(0, len(rows) - BLOCK, BLOCK):
        for x in range(0, width - BLOCK, BLOCK):
            yield sum(sum(row[x : x + BLOCK]) for row in rows[y : y + BLOCK]) / BLOCK**2


def difference(ours, picture, program):
    """What is wrong with the picture of a program, which should be like ours; nothing where it is."""
    if (ours[0], len(ours[1])) != (picture[0], len(picture[1])):
        return f"{program}'s picture of the page has another size than ours"
    worst = max(abs(one - other) for one, other in zip(blocks(ours), blocks(picture)))
    return f"{program}'s picture differs from ours by {worst:.0f} of 255 somewhere" if worst > TOLERANCES[program] else ""
