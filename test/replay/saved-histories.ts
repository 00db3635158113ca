import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { glob } from 'tinyglobby';

/** One folder per version of Holdfast, named after it. */
export const historiesFolder = fileURLToPath(new URL('histories', import.meta.url));

export interface SavedHistory {
  /** Version and name of the scene. */
  readonly name: string;
  readonly text: string;
}

export async function savedHistories(): Promise<readonly SavedHistory[]> {
  const files = await glob('*/*.json', { cwd: historiesFolder });
  const texts = files.sort().map(async (file) => ({
    name: file.replace(/\.json$/, ''),
    text: await readFile(join(historiesFolder, file), 'utf8'),
  }));
  return Promise.all(texts);
}
