import type { Stack } from '../../stack/stack.js';
import { badge, type Paint } from './paint.js';

/** What runs where, and how it was found. */
export function renderStack({ temporal, qdrant }: Stack, dataDir: string, paint: Paint): string {
  const version = (known: string | undefined): string => (known === undefined ? '' : ` ${known}`);
  return [
    `${badge(paint, 'good', 'up')} Holdfast is ready. Ctrl-C stops it.`,
    '',
    `  Temporal${version(temporal.version)}  ${paint.cyan(temporal.address)}  ${paint.dim(temporal.how)}`,
    ...(temporal.uiUrl === undefined ? [] : [`  Temporal UI  ${paint.cyan(temporal.uiUrl)}`]),
    `  Qdrant${version(qdrant.version)}  ${paint.cyan(qdrant.url)}  ${paint.dim(qdrant.how)}`,
    `  Data  ${dataDir}`,
    '',
    '  holdfast ingest <path>    then    holdfast ask "…"',
  ].join('\n');
}
