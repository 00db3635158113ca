/**
 * Tokens of a text where the vendor does not say: a quarter of its UTF-8 bytes, which is about four
 * characters of English or four thirds of a syllable of Korean a token.
 */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4);
}

/** Fewer tokens than any tokenizer makes of the text. */
export function fewestTokens(text: string): number {
  const bytes = Buffer.byteLength(text);
  // Of two bytes beyond ASCII each, or three: characters, near enough.
  const beyondAscii = (bytes - text.length) / 2;
  return Math.floor((text.length - beyondAscii) / 10 + beyondAscii / 5);
}
