import { createHash } from 'node:crypto';

/**
 * The UUID of a name in a namespace (RFC 9562, version 5): the first 16 bytes of the SHA-1 of both, with
 * version and variant set. By Node's own SHA-1, which takes a fifth of the time of one in JavaScript.
 */
export function uuidV5(name: string, namespace: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name)
    .digest();
  hash[6] = (hash[6]! & 0x0f) | 0x50;
  hash[8] = (hash[8]! & 0x3f) | 0x80;
  const hex = hash.toString('hex', 0, 16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
