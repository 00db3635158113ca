import { ESLint, type Linter } from 'eslint';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import tseslint from 'typescript-eslint';
import { repositoryRoot } from './repository-root.js';

// A planted text is in no tsconfig, so the rules that need types are off here.
const eslint = new ESLint({
  cwd: repositoryRoot,
  overrideConfig: tseslint.configs.disableTypeChecked as Linter.Config,
});

async function complaints(file: string, text: string): Promise<readonly (string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath: join(repositoryRoot, file) });
  return result?.messages.map(({ ruleId }) => ruleId) ?? [];
}

describe('the lint rules', { timeout: 60_000 }, () => {
  const readsEnvironment = 'export const home = process.env.HOME;\n';

  it.each(['src/core/planted.ts', 'src/stack/planted.ts', 'src/cli.ts', 'src/configuration.ts'])(
    'report a read of the environment in %s',
    async (file) => {
      expect(await complaints(file, readsEnvironment)).toEqual(['no-restricted-properties']);
    },
  );

  it.each(['src/config.ts', 'src/config/planted.ts', 'scripts/planted.ts'])(
    'let %s read the environment',
    async (file) => {
      expect(await complaints(file, readsEnvironment)).toEqual([]);
    },
  );

  it.each([
    [`const { env } = process;\nexport const home = env;\n`, 'no-restricted-properties'],
    [`import { env } from 'node:process';\nexport const home = env;\n`, 'no-restricted-imports'],
  ])('see through %j', async (text, rule) => {
    expect(await complaints('src/core/planted.ts', text)).toEqual([rule]);
  });

  it.each(['workflows', 'activities', 'core', 'ports', 'adapters'])(
    'report console in src/%s',
    async (layer) => {
      expect(await complaints(`src/${layer}/planted.ts`, `console.log('here');\n`)).toEqual([
        'no-console',
      ]);
    },
  );
});
