/** A small `src` in which everything is where it belongs. */
export const soundSources: Readonly<Record<string, string>> = {
  'contracts/question.ts': `import { z } from 'zod';
    export const question = z.object({ text: z.string() });
    export type Question = z.infer<typeof question>;`,
  'contracts/names.ts': `export const queue = 'questions';`,
  'core/tokens.ts': `import { countTokens } from 'gpt-tokenizer';
    export const tokens = (text: string): number => countTokens(text);`,
  'core/outline.ts': `import type { Root } from 'hast';
    export const headings = (root: Root): number => root.children.length;`,
  'core/fuse.ts': `export const fuse = (scores: readonly number[]): number => Math.max(...scores);`,
  'ports/asker.ts': `import type { Question } from '../contracts/question.js';
    export interface Asker { ask(question: Question): Promise<string>; }`,
  'workflows/ask.ts': `import { proxyActivities } from '@temporalio/workflow';
    import { queue } from '../contracts/names.js';
    import type { Question } from '../contracts/question.js';
    import { fuse } from '../core/fuse.js';
    export const ask = (question: Question): unknown => [proxyActivities, queue, question, fuse];`,
  'workflows/index.ts': `export { ask } from './ask.js';`,
  'activities/ask.ts': `import { createHash } from 'node:crypto';
    import { Context } from '@temporalio/activity';
    import { headings } from '../core/outline.js';
    import { tokens } from '../core/tokens.js';
    import type { Asker } from '../ports/asker.js';
    export const create = (asker: Asker) => [asker, createHash, Context, tokens, headings];`,
  'adapters/vendor/asker.ts': `import { readFile } from 'node:fs/promises';
    import OpenAI from 'openai';
    import type { Asker } from '../../ports/asker.js';
    export const asker = (): Asker => ({ ask: async () => String([readFile, OpenAI]) });`,
  'adapters/temporal/asker.ts': `import { Client } from '@temporalio/client';
    export const client = Client;`,
  'config.ts': `export const config = { url: '' };`,
  'worker.ts': `import { create } from './activities/ask.js';
    import { client } from './adapters/temporal/asker.js';
    import { asker } from './adapters/vendor/asker.js';
    import { config } from './config.js';
    export const worker = [create(asker()), client, config];`,
  'client.ts': `import { queue } from './contracts/names.js';
    export const client = queue;`,
  'stack/start.ts': `export const start = (): string => 'started';`,
  'cli/up.ts': `import { start } from '../stack/start.js';
    import { worker } from '../worker.js';
    export const up = [start, worker];`,
  'cli.ts': `import { up } from './cli/up.js';
    console.log(up);`,
};

export interface PlantedFile {
  readonly file: string;
  readonly text: string;
  /** The one rule that reports it; null for a file that another one needs. */
  readonly rule: string | null;
}

/** Files that break one rule each. */
export const plantedFiles: readonly PlantedFile[] = [
  {
    file: 'contracts/up.ts',
    text: `export type { Asker } from '../ports/asker.js';`,
    rule: 'no-upward-imports-from-contracts',
  },
  {
    file: 'core/up.ts',
    text: `export type { Asker } from '../ports/asker.js';`,
    rule: 'no-upward-imports-from-core',
  },
  {
    file: 'ports/up.ts',
    text: `export { config } from '../config.js';`,
    rule: 'no-upward-imports-from-ports',
  },
  {
    file: 'adapters/vendor/up.ts',
    text: `export { config } from '../../config.js';`,
    rule: 'no-upward-imports-from-workflows-activities-adapters',
  },
  {
    file: 'config/up.ts',
    text: `export { client } from '../client.js';`,
    rule: 'no-upward-imports-from-config-services',
  },
  {
    file: 'worker/up.ts',
    text: `export { start } from '../stack/start.js';`,
    rule: 'no-upward-imports-from-worker-client',
  },
  {
    file: 'activities/across.ts',
    text: `export type { asker } from '../adapters/vendor/asker.js';`,
    rule: 'no-cross-layer-imports',
  },
  {
    file: 'workflows/across.ts',
    text: `export type { create } from '../activities/ask.js';`,
    rule: 'no-cross-layer-imports',
  },
  {
    file: 'adapters/vendor/across.ts',
    text: `export { ask } from '../../workflows/ask.js';`,
    rule: 'no-cross-layer-imports',
  },
  {
    file: 'core/cycle-a.ts',
    text: `export type { B } from './cycle-b.js'; export type A = 1;`,
    rule: 'no-cycles',
  },
  {
    file: 'core/cycle-b.ts',
    text: `export type { A } from './cycle-a.js'; export type B = 1;`,
    rule: null,
  },
  { file: 'core/orphan.ts', text: `export { fuse } from './fuse.js';`, rule: 'no-orphans' },
  {
    file: 'cli/outside.ts',
    text: `export { outside } from '../elsewhere/module.js';`,
    rule: 'no-modules-outside-layers',
  },
  { file: 'elsewhere/module.ts', text: `export const outside = 1;`, rule: null },
  {
    file: 'cli/missing.ts',
    text: `export { gone } from './gone.js';`,
    rule: 'no-missing-modules',
  },
  {
    file: 'cli/tool.ts',
    text: `export { test } from 'vitest';`,
    rule: 'no-development-packages',
  },
  {
    file: 'contracts/package.ts',
    text: `export { default } from 'quick-lru';`,
    rule: 'contracts-packages',
  },
  {
    file: 'contracts/built-in.ts',
    text: `export { join } from 'node:path';`,
    rule: 'contracts-packages',
  },
  { file: 'core/schema.ts', text: `export { z } from 'zod';`, rule: 'core-packages' },
  {
    file: 'core/built-in.ts',
    text: `export { readFileSync } from 'node:fs';`,
    rule: 'core-packages',
  },
  {
    file: 'core/vendor.ts',
    text: `export type { Client } from '@temporalio/client';`,
    rule: 'core-packages',
  },
  { file: 'ports/package.ts', text: `export type { ZodType } from 'zod';`, rule: 'ports-packages' },
  {
    file: 'ports/built-in.ts',
    text: `export type { Readable } from 'node:stream';`,
    rule: 'ports-packages',
  },
  {
    file: 'workflows/package.ts',
    text: `export type { Client } from '@temporalio/client';`,
    rule: 'workflows-packages',
  },
  {
    file: 'workflows/ports.ts',
    text: `export type { Asker } from '../ports/asker.js';`,
    rule: 'no-ports-in-workflows',
  },
  {
    file: 'activities/vendor.ts',
    text: `export { default } from 'openai';`,
    rule: 'activities-packages',
  },
  {
    file: 'activities/built-in.ts',
    text: `export { readFile } from 'node:fs/promises';`,
    rule: 'activities-packages',
  },
  {
    file: 'adapters/vendor/temporal.ts',
    text: `export type { Client } from '@temporalio/client';`,
    rule: 'no-temporal-in-vendor-adapters',
  },
  {
    file: 'core/reads-clock.ts',
    text: `export { performance } from 'node:perf_hooks';`,
    rule: 'core-packages',
  },
  { file: 'core/terms.ts', text: `export { tokens } from './tokens.js';`, rule: null },
  {
    file: 'workflows/tokens.ts',
    text: `export { tokens } from '../core/terms.js';`,
    rule: 'light-workflow-bundle',
  },
  {
    file: 'workflows/schema.ts',
    text: `export { question } from '../contracts/question.js';`,
    rule: 'light-workflow-bundle',
  },
];
