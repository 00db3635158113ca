import type { Stack } from '../../stack/stack.js';
import type { Paint } from './paint.js';

/** What runs where, and how it was found. */
export function renderStack({ temporal, qdrant }: Stack, dataDir: string, paint: Paint): string {
  const version = (known: string | undefined): string => (known === undefined ? '' : ` ${known}`);
  return [
    `  Temporal${version(temporal.version)}  ${paint.cyan(temporal.address)}  ${paint.dim(temporal.how)}`,
    ...(temporal.uiUrl === undefined ? [] : [`  Temporal UI  ${paint.cyan(temporal.uiUrl)}`]),
    `  Qdrant${version(qdrant.version)}  ${paint.cyan(qdrant.url)}  ${paint.dim(qdrant.how)}`,
    `  Data  ${dataDir}`,
  ].join('\n');
}
