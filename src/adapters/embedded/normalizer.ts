const utf8 = new TextEncoder();
/** A byte order mark in a text is one of its characters. */
const text = new TextDecoder('utf-8', { ignoreBOM: true });

const spaceByte = 0x20;
/** SentencePiece's visible space, U+2581, in UTF-8. */
const visibleSpace = [0xe2, 0x96, 0x81];

/** What the longest key that starts at a position becomes, and its length in bytes. */
interface Match {
  readonly replacement: Uint8Array;
  readonly length: number;
}

/**
 * SentencePiece's normalization `nmt_nfkc` of a text: characters become those that the model knows,
 * runs of spaces become one, and each word begins with the visible space.
 */
export function createNormalizer(charsmap: Uint8Array): (input: string) => string {
  const { trie, replacements } = readCharsmap(charsmap);

  /** Walks the double-array trie (darts-clone): the longest key counts. */
  function longestMatch(bytes: Uint8Array, start: number): Match {
    let unit = trie[0] ?? 0;
    let node = offsetOf(unit);
    let length = 0;
    let value = -1;
    for (let at = start; at < bytes.length; at++) {
      const byte = bytes[at]!;
      node ^= byte;
      unit = trie[node] ?? 0;
      if ((unit & 0x8000_00ff) !== byte) break;
      node ^= offsetOf(unit);
      if ((unit & 0x100) === 0) continue;
      length = at - start + 1;
      value = (trie[node] ?? 0) & 0x7fff_ffff;
    }
    if (length === 0 || value >= replacements.length) {
      const own = characterLength(bytes[start]!);
      return { replacement: bytes.subarray(start, start + own), length: own };
    }
    return { replacement: replacements.subarray(value, replacements.indexOf(0, value)), length };
  }

  return (input) => {
    const bytes = utf8.encode(input);
    const out: number[] = [...visibleSpace];
    // The dummy space before the first word swallows those that the text begins with.
    let afterSpace = true;
    for (let at = 0; at < bytes.length;) {
      const { replacement, length } = longestMatch(bytes, at);
      at += length;
      let skipping = afterSpace;
      for (const byte of replacement) {
        if (byte === spaceByte && skipping) continue;
        skipping = false;
        if (byte === spaceByte) out.push(...visibleSpace);
        else out.push(byte);
        afterSpace = byte === spaceByte;
      }
    }
    while (endsWithSpace(out)) out.length -= visibleSpace.length;
    return text.decode(Uint8Array.from(out));
  };
}

function readCharsmap(charsmap: Uint8Array): { trie: Uint32Array; replacements: Uint8Array } {
  const view = new DataView(charsmap.buffer, charsmap.byteOffset, charsmap.byteLength);
  const trieBytes = view.getUint32(0, true);
  const units = Array.from({ length: trieBytes / 4 }, (_, unit) =>
    view.getUint32(4 + 4 * unit, true),
  );
  return { trie: Uint32Array.from(units), replacements: charsmap.subarray(4 + trieBytes) };
}

function offsetOf(unit: number): number {
  return (unit >>> 10) << ((unit & 0x200) >>> 6);
}

function characterLength(firstByte: number): number {
  if (firstByte < 0x80) return 1;
  if (firstByte < 0xe0) return 2;
  return firstByte < 0xf0 ? 3 : 4;
}

function endsWithSpace(bytes: readonly number[]): boolean {
  return visibleSpace.every((byte, at) => bytes[bytes.length - visibleSpace.length + at] === byte);
}
