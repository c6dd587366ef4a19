"""How a file of named arrays is laid out, one behind the other:

b"TIMKIEM1"
sections, each at a multiple of 64 bytes
checks: u4 CRC-32 of each CHUNK of each section, in the order of the directory
directory: {"format": FORMAT, "meta": {...}, "sections": {name: [dtype, offset, count]}, "checks": CRC-32 of the checks}
footer: u8 offset of the directory, u4 its length, u4 its CRC-32, b"TIMKIEM1"
"""

import struct

FORMAT = 5  #: raised when a reader of the old number could not read the new file
CHUNK = 1 << 14  #: bytes under one checksum: the least that is read to check a list
MAGIC = b"TIMKIEM1"
FOOTER = struct.Struct("<QII8s")
ALIGNMENT = 64
DTYPES = {"|u1", "<u2", "<u4", "<u8", "<i4", "<i8"}
