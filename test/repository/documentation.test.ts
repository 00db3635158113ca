import { globSync } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { variables } from '../../src/config/variables.js';
import { repositoryRoot } from './repository-root.js';
import { ruleFiles } from './cruise.js';

const textOf = (file: string) => readFile(join(repositoryRoot, file), 'utf8');

const pages = globSync(['*.md', 'docs/**/*.md'], { cwd: repositoryRoot });
const records = globSync('docs/decisions/[0-9]*.md', { cwd: repositoryRoot }).sort();

describe('the documentation', () => {
  it.each(pages)('%s links only to files that are there', async (page) => {
    const links = [...(await textOf(page)).matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)];
    for (const [, target = ''] of links) {
      const path = join(repositoryRoot, dirname(page), target);
      await expect(access(path), target).resolves.toBeUndefined();
    }
  });

  it.each(pages)('%s names only files of ours that are there', async (page) => {
    const named = (await textOf(page)).matchAll(
      /`((?:src|docs|examples|scripts|tools)\/[\w./-]*)`/g,
    );
    for (const [, path = ''] of named) {
      await expect(access(join(repositoryRoot, path)), path).resolves.toBeUndefined();
    }
  });

  it.each(pages)('%s names only variables that there are', async (page) => {
    const named = (await textOf(page)).match(/\bHOLDFAST_[A-Z_]*[A-Z]\b(?!_?\*)/g) ?? [];
    expect(named.filter((name) => !(name in variables.shape))).toEqual([]);
  });

  it('shows the program in the README that the test of the package runs', async () => {
    const program = await textOf('examples/quickstart.ts');
    expect(await textOf('README.md')).toContain(`\`\`\`ts\n${program}\`\`\``);
  });

  it('draws the layers that the structure rules enforce', async () => {
    const drawing = /```mermaid\n(.*?)```/s.exec(await textOf('CONTRIBUTING.md'))?.[1] ?? '';
    const drawn = [...drawing.matchAll(/\["([a-z ·]+)<br>/g)].map(([, names = '']) => names);
    const require = createRequire(import.meta.url);
    const { forbidden } = require(join(repositoryRoot, ruleFiles[0])) as {
      readonly forbidden: readonly { readonly name: string }[];
    };
    const enforced = forbidden.flatMap(
      ({ name }) => /^no-upward-imports-from-(.+)$/.exec(name)?.[1] ?? [],
    );
    const [top = '', ...below] = drawn;
    expect(below.reverse().map((names) => names.replaceAll(' · ', '-'))).toEqual(enforced);
    expect(top).toBe('cli · stack');
  });
});

describe('the decision records', () => {
  it('are all in the index, under their number', async () => {
    const index = await textOf('docs/decisions/README.md');
    const listed = [...index.matchAll(/^\| \[(\d{4})\]\((\1-[a-z0-9-]+\.md)\)/gm)].map(
      ([, , file]) => `docs/decisions/${file}`,
    );
    expect(listed).toEqual(records);
  });

  it.each(records)('%s says context, decision and consequences in few lines', async (record) => {
    const lines = (await textOf(record)).trimEnd().split('\n');
    const number = /(\d{4})-/.exec(record)?.[1];
    expect(lines[0]).toMatch(new RegExp(`^# ${number}: [A-Z]`));
    expect(lines.filter((line) => line.startsWith('## '))).toEqual([
      '## Context',
      '## Decision',
      '## Consequences',
    ]);
    expect(lines.length).toBeLessThanOrEqual(25);
  });
});
