/** A document whose bytes are no text Holdfast can read. The message says what it is and what to do. */
export class UnreadableDocument extends Error {
  override readonly name = 'UnreadableDocument' as const;
}

/** First bytes of the formats people most often rename to .md or .txt by mistake. */
const signatures: readonly (readonly [format: string, bytes: readonly number[]])[] = [
  ['a PDF', [0x25, 0x50, 0x44, 0x46, 0x2d]],
  ['a zip archive or an Office document', [0x50, 0x4b, 0x03, 0x04]],
  ['an old Office document', [0xd0, 0xcf, 0x11, 0xe0]],
  ['a PNG image', [0x89, 0x50, 0x4e, 0x47]],
  ['a JPEG image', [0xff, 0xd8, 0xff]],
  ['a GIF image', [0x47, 0x49, 0x46, 0x38]],
  ['a gzip archive', [0x1f, 0x8b]],
];
const utf16Marks = [
  [0xff, 0xfe],
  [0xfe, 0xff],
];

/**
 * Strict UTF-8, without its byte order mark: offsets into a document count from the first character
 * after it. Throws UnreadableDocument for binary content, UTF-16 and broken UTF-8.
 */
export function decodeText(bytes: Uint8Array): string {
  const startsWith = (mark: readonly number[]) => mark.every((byte, at) => bytes[at] === byte);
  for (const [format, mark] of signatures) {
    if (startsWith(mark)) throw new UnreadableDocument(`is ${format}: convert it to Markdown`);
  }
  if (utf16Marks.some(startsWith)) {
    throw new UnreadableDocument('is UTF-16: convert the file to UTF-8');
  }
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw new UnreadableDocument(`is binary (NUL at byte ${nul}): not a text document`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const at = firstInvalidByte(bytes);
    throw new UnreadableDocument(`is not valid UTF-8 at byte ${at}: convert the file to UTF-8`);
  }
}

/** Offset of the first byte that cannot belong to the text; the length when the end is cut off. */
function firstInvalidByte(bytes: Uint8Array): number {
  let valid = 0;
  let invalid = bytes.length + 1;
  while (invalid - valid > 1) {
    const middle = Math.floor((valid + invalid) / 2);
    try {
      // Streaming tolerates a character cut off at the end, so only a wrong byte throws.
      new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, middle), { stream: true });
      valid = middle;
    } catch {
      invalid = middle;
    }
  }
  return invalid - 1;
}
