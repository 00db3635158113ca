import { DefaultLogger, bundleWorkflowCode } from '@temporalio/worker';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('../../src/', import.meta.url));

interface Bundle {
  readonly bytes: number;
  /** Of our own source, relative to it. */
  readonly modules: readonly string[];
  readonly packages: readonly string[];
}

/** What stands in the bundle, read from its own source map. */
async function bundle(workflowsPath: string, complaints: string[] = []): Promise<Bundle> {
  const logger = new DefaultLogger('ERROR', ({ message }) => complaints.push(message));
  const { code } = await bundleWorkflowCode({ workflowsPath, logger });
  const [, map = ''] = /sourceMappingURL=data:application\/json;[^,]*base64,(\S+)/.exec(code) ?? [];
  const { sources } = JSON.parse(Buffer.from(map, 'base64').toString()) as {
    readonly sources: readonly string[];
  };
  const installed = sources.flatMap(
    (path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  return {
    bytes: code.length,
    modules: sources.filter((path) => path.includes(source)).map((path) => path.split(source)[1]!),
    packages: [...new Set(installed)].sort(),
  };
}

const careless = (file: string) => fileURLToPath(new URL(`careless/${file}`, import.meta.url));

describe('the bundle of the workflows', () => {
  let workflows: Bundle;
  beforeAll(async () => {
    workflows = await bundle(join(source, 'workflows', 'index.ts'));
  });

  it('holds no package but the SDK and what that brings', () => {
    const sdk = ['@temporalio/common', '@temporalio/workflow', 'long', 'ms', 'nexus-rpc'];
    expect(workflows.packages).toEqual(sdk);
  });

  it('holds workflows, contracts and the light part of core, and nothing else of ours', () => {
    const layers = workflows.modules.map((module) => module.split('/')[0]);
    expect([...new Set(layers)].sort()).toEqual(['contracts', 'core', 'workflows']);
    expect(workflows.modules).toContain('workflows/answer-question.ts');
  });

  // 2.2 MB as this is written, most of it the SDK and the source map; zod alone adds one.
  it('is no larger than 2.4 MB', () => {
    expect(workflows.bytes).toBeLessThan(2_400_000);
  });

  it('would be found out with schemas in it', async () => {
    const { packages, bytes } = await bundle(careless('schemas.ts'));
    expect(packages).toContain('zod');
    expect(bytes).toBeGreaterThan(2_400_000);
  });

  it("cannot be made with Node's own modules in it", async () => {
    const complaints: string[] = [];
    await expect(bundle(careless('node-module.ts'), complaints)).rejects.toThrow();
    expect(complaints.join('\n')).toContain('node:crypto');
  });
});
