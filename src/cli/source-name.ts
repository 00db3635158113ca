import { basename } from 'node:path';
import { BadInput } from '../client.js';

/**
 * A source's name from its absolute path: the last part, where everything but letters, digits, ".",
 * "_" and "-" becomes "-". At most 64 characters, beginning with a letter or digit.
 */
export function sourceName(path: string): string {
  const letters = [
    ...basename(path)
      .normalize('NFC')
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[._-]+|-+$/g, ''),
  ];
  if (letters.length > 0) return letters.slice(0, 64).join('');
  throw new BadInput(`No name can be made of ${path}: give one with --source`);
}
