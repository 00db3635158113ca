import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';

/** Throws unless the file has that SHA-256: what is downloaded or installed must be what was reviewed. */
export async function requireSha256(file: string, expected: string): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  const sha256 = hash.digest('hex');
  if (sha256 !== expected) {
    throw new Error(`${file} has the SHA-256 ${sha256}, expected ${expected}`);
  }
}
