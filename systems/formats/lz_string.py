"""What lz-string's `compressToUTF16` packs and unpacks: LZ78 with bits of any width, 15 of them in each character.

Source: the published algorithm (lz-string 1.4, pieroxy.net). Dictionary entries 0, 1 and 2 mean: a new 8-bit character, a new
16-bit one, the end.
"""

from collections.abc import Iterator

OFFSET = 32
BITS = 15


class TooLong(Exception):
    """What comes out is longer than it may be."""


def decompressed(packed: str, most: int) -> str:
    """The text in `packed`, of at most `most` characters. Raises TooLong beyond, ValueError for what was not packed so."""
    read = _Bits(packed)
    known: list[str] = ["", "", ""]
    width, out, length, before = 3, list[str](), 0, ""
    first = True
    room = 4
    while True:
        code = read.take(2 if first else width)
        if code == 2:
            return "".join(out)
        if code in (0, 1):
            known.append(chr(read.take(16 if code else 8)))
            said = known[-1]
            code = len(known) - 1
            if not first:
                room -= 1
        elif first:
            raise ValueError("It does not begin with a character.")
        elif code < len(known):
            said = known[code]
        elif code == len(known):
            said = before + before[0]
        else:
            raise ValueError("It names what was not there before.")
        if not first and room == 0:
            room, width = 1 << width, width + 1
        out.append(said)
        length += len(said)
        if length > most:
            raise TooLong
        if not first:
            known.append(before + said[0])
            room -= 1
            if room == 0:
                room, width = 1 << width, width + 1
        before, first = said, False


class _Bits:
    """Numbers out of characters, lowest bit first; each character's bits from the highest."""

    def __init__(self, packed: str) -> None:
        self._bits = self._each(packed)

    @staticmethod
    def _each(packed: str) -> Iterator[int]:
        for sign in packed:
            value = ord(sign) - OFFSET
            if not 0 <= value < 1 << BITS:
                raise ValueError("A character is outside the alphabet.")
            for place in range(BITS - 1, -1, -1):
                yield value >> place & 1

    def take(self, width: int) -> int:
        number = 0
        for place in range(width):
            bit = next(self._bits, None)
            if bit is None:
                raise ValueError("It ends too early.")
            number |= bit << place
        return number


def compressed(text: str) -> str:
    """`text` as `compressToUTF16` writes it. Characters beyond 16 bits go as their two halves, as in JavaScript."""
    units = [
        chr(int.from_bytes(pair, "little"))
        for pair in map(bytes, zip(*[iter(text.encode("utf-16-le", "surrogatepass"))] * 2, strict=True))
    ]
    out: list[int] = []
    known: dict[str, int] = {}
    unseen: set[str] = set()
    word, width, room = "", 2, 2

    def put(value: int, bits: int) -> None:
        out.extend(value >> place & 1 for place in range(bits))

    def widen() -> None:
        nonlocal width, room
        room -= 1
        if room == 0:
            room, width = 1 << width, width + 1

    def put_word() -> None:
        if word in unseen:
            unseen.discard(word)
            number = ord(word)
            put(0 if number < 256 else 1, width)
            put(number, 8 if number < 256 else 16)
            widen()
        else:
            put(known[word], width)
        widen()

    for sign in units:
        if sign not in known:
            known[sign] = len(known) + 3
            unseen.add(sign)
        if word + sign in known:
            word += sign
        else:
            put_word()
            known[word + sign] = len(known) + 3
            word = sign
    if word:
        put_word()
    put(2, width)
    out.extend([0] * (-len(out) % BITS) or [0] * BITS)
    letters = []
    for at in range(0, len(out), BITS):
        value = 0
        for bit in out[at : at + BITS]:
            value = value << 1 | bit
        letters.append(chr(value + OFFSET))
    return "".join(letters) + " "
