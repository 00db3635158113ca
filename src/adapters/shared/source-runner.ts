import { createRequire } from 'node:module';

/** Whether this is a checkout, and not what was built of it. */
export const runsFromSources = import.meta.url.endsWith('.ts');

/** What Node has to be told to run a module of ours by itself: the TypeScript runner, however we came by it. */
export function runnerArguments(): string[] {
  return runsFromSources ? ['--import', createRequire(import.meta.url).resolve('tsx/esm')] : [];
}
