import { describe, expect, it } from 'vitest';
import { decodeText, UnreadableDocument } from '../../src/core/decode-text.js';

const bytes = (...parts: (string | number[])[]) =>
  Buffer.concat(parts.map((part) => Buffer.from(part as string)));

describe('decodeText', () => {
  it('reads UTF-8 of any script', () => {
    expect(decodeText(bytes('커피 ☕ 😀 naïve\r\n'))).toBe('커피 ☕ 😀 naïve\r\n');
    expect(decodeText(bytes(''))).toBe('');
  });

  it('counts offsets from behind a byte order mark', () => {
    expect(decodeText(bytes([0xef, 0xbb, 0xbf], '# A'))).toBe('# A');
  });

  it.each([
    ['a PDF', bytes('%PDF-1.7\n'), /is a PDF/],
    ['an Office document', bytes('PK', [3, 4, 20, 0]), /zip archive or an Office document/],
    ['an image', bytes([0x89], 'PNG\r\n'), /PNG image/],
    ['UTF-16', bytes([0xff, 0xfe, 0x61, 0x00]), /UTF-16: convert the file to UTF-8/],
    ['binary data', bytes('abc', [0, 1]), /NUL at byte 3/],
  ])('refuses %s and says what it is', (_, content, reason) => {
    expect(() => decodeText(content)).toThrow(UnreadableDocument);
    expect(() => decodeText(content)).toThrow(reason);
  });

  it.each([
    ['Latin-1', bytes('caf', [0xe9], ' au lait'), 4],
    ['a character cut off at the end', bytes('ab', [0xec, 0xbb]), 4],
    ['a surrogate', bytes('a', [0xed, 0xa0, 0x80]), 2],
    ['the very first byte', bytes([0xff], 'a'), 0],
  ])('names the byte at which the text breaks: %s', (_, content, at) => {
    expect(() => decodeText(content)).toThrow(`is not valid UTF-8 at byte ${at}: convert the file`);
  });
});
