import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { repositoryRoot } from './repository-root.js';

const textOf = (file: string) => readFile(join(repositoryRoot, file), 'utf8');

/** Instructions without comments, one line each. */
const instructions = (await textOf('Dockerfile'))
  .replace(/^\s*#.*\n/gm, '')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '');
const named = (instruction: string) =>
  instructions.filter((line) => line.startsWith(`${instruction} `));

/** What `COPY` takes from the repository rather than from another stage. */
const copied = named('COPY')
  .filter((line) => !line.includes('--from='))
  .flatMap((line) => line.split(' ').slice(1, -1));

const quoted = (word: string) => `"${word}"`;

describe('Dockerfile', () => {
  it.each(copied)('finds %s in the repository', async (path) => {
    await expect(access(join(repositoryRoot, path))).resolves.toBeUndefined();
  });

  it('is shown exactly what it copies', async () => {
    const lines = (await textOf('.dockerignore')).split('\n');
    expect(lines).toContain('*');
    const shown = lines.filter((line) => line.startsWith('!')).map((line) => line.slice(1));
    expect(shown.sort()).toEqual([...new Set(copied)].sort());
  });

  it('runs on the Node this repository is developed on', async () => {
    const { devDependencies } = JSON.parse(await textOf('package.json')) as {
      readonly devDependencies: Readonly<Record<string, string>>;
    };
    expect(named('ARG')).toEqual([`ARG NODE_VERSION=${devDependencies['node']}`]);
    for (const line of named('FROM')) expect(line).toMatch(/^FROM node:\$\{NODE_VERSION\}-slim\b/);
  });

  it('ends as an ordinary user running the worker of the packaged command', async () => {
    const { bin } = JSON.parse(await textOf('package.json')) as {
      readonly bin: { readonly holdfast: string };
    };
    // Node with the same options as where the command is started by its name.
    const [first = ''] = (await textOf(bin.holdfast)).split('\n');
    const [, node = ''] = /^#!\/usr\/bin\/env -S (node .+)$/u.exec(first) ?? [];
    const command = [...node.split(' '), bin.holdfast, 'worker'];
    expect(instructions.slice(-2)).toEqual([
      'USER node',
      `CMD [${command.map(quoted).join(', ')}]`,
    ]);
  });

  it('takes no secret into a layer', () => {
    const given = [...named('ENV'), ...named('ARG')].join('\n');
    expect(given).not.toMatch(/KEY|TOKEN|PASSWORD|SECRET/i);
    expect(copied.filter((path) => path === '.' || path.startsWith('.'))).toEqual([]);
  });
});
