import { basename, extname, resolve } from 'node:path';
import { BadInput } from '../client.js';

/**
 * A source's name from its path: the last part, without the extension of a file, where everything
 * but letters, digits, ".", "_" and "-" becomes "-". At most 64 characters.
 */
export function sourceName(path: string): string {
  const last = basename(resolve(path)).normalize('NFC');
  const bare = last.slice(0, last.length - extname(last).length) || last;
  const name = [...bare.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[._-]+|-+$/g, '')]
    .slice(0, 64)
    .join('');
  if (name === '') throw new BadInput(`No name can be made of ${path}: give one with --source`);
  return name;
}
