"""A large picture made from nothing, with enough detail that its renditions weigh what a photograph's do."""

import math
import random
import struct
import zlib


def noisy_png(width, height):
    """An RGB PNG: slow waves of colour under grain, the same bytes each time."""
    grain = random.Random(1)
    # Grain is drawn once and shifted from row to row: cheap, and without a visible period.
    noise = [grain.randrange(12) for _ in range(3 * width + 4096)]
    waves = [[int(90 + 70 * math.sin(x / width * turns)) for x in range(width)] for turns in (7, 11, 17)]
    columns = [value for triple in zip(*waves) for value in triple]
    rows = bytearray()
    for y in range(height):
        shift = grain.randrange(4096)
        lift = int(40 + 30 * math.sin(y / 90))
        rows.append(0)
        rows += bytes(a + b + lift for a, b in zip(columns, noise[shift:]))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(bytes(rows), 1))
        + chunk(b"IEND", b"")
    )


def chunk(kind, data):
    """One PNG chunk: length, kind, data and their checksum."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
