import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cruise, ruleFiles, type Violation } from './cruise.js';
import { plantedFiles, soundSources } from './planted-sources.js';
import { repositoryRoot } from './repository-root.js';

interface RuleFile {
  readonly forbidden: readonly { readonly name: string }[];
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'holdfast-structure-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function checkoutWith(
  name: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const root = join(folder, name);
  await mkdir(root);
  for (const shared of ['node_modules', 'package.json', 'tsconfig.json']) {
    await symlink(join(repositoryRoot, shared), join(root, shared));
  }
  for (const [file, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, 'src', file)), { recursive: true });
    await writeFile(join(root, 'src', file), text);
  }
  return root;
}

describe('the structure rules', { timeout: 60_000 }, () => {
  it('report nothing where everything is in its place', async () => {
    expect(await cruise(await checkoutWith('sound', soundSources))).toEqual([]);
  });

  it('report every planted violation, and nothing else', async () => {
    const planted = Object.fromEntries(plantedFiles.map(({ file, text }) => [file, text]));
    // Imports every planted file, so that only the one meant to be an orphan is one.
    const imports = plantedFiles
      .map(({ file }) => file)
      .filter((file) => !['core/orphan.ts', 'elsewhere/module.ts'].includes(file))
      .map((file, index) => `export * as planted${index} from '../${file.replace(/ts$/, 'js')}';`);
    const root = await checkoutWith('planted', {
      ...soundSources,
      ...planted,
      'cli/ingestion-process.ts': imports.join('\n'),
    });
    const reported = await cruise(root);
    const expected = plantedFiles.flatMap(({ file, rule }) =>
      rule === null ? [] : [`${rule}: ${file}`],
    );
    expect(lines(reported)).toEqual([...expected].sort());
  });

  it('are each broken by a planted file', () => {
    const require = createRequire(import.meta.url);
    const names = ruleFiles.flatMap((file) => {
      const { forbidden } = require(join(repositoryRoot, file)) as RuleFile;
      return forbidden.map(({ name }) => name);
    });
    const planted = new Set(plantedFiles.map(({ rule }) => rule));
    expect(names.filter((name) => !planted.has(name))).toEqual([]);
  });
});

function lines(violations: readonly Violation[]): readonly string[] {
  return [...new Set(violations.map(({ rule, from }) => `${rule}: ${from.slice(4)}`))].sort();
}
