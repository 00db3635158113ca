import type { SourceStatus } from '../../contracts/ingest.js';
import { shortened, table } from './layout.js';
import type { Paint } from './paint.js';
import { number } from './quantities.js';

const rootWidth = 60;

/** Sources with what they hold and when they were last brought up to date. */
export function renderSources(sources: readonly SourceStatus[], paint: Paint): string {
  const twice = sources.some(({ inUse }) => !inUse);
  const titles = ['corpus', 'source', 'documents', 'passages', 'quarantined', 'up to date'];
  const rows = sources.map((source) => [
    source.corpus,
    paint.bold(source.source),
    number(source.documents),
    number(source.passages),
    number(source.quarantined),
    source.lastCompletedAt?.replace(/\.\d+Z$/, 'Z') ?? 'not yet',
    ...(twice ? [source.inUse ? 'in use' : 'being built'] : []),
    shortened(source.root, rootWidth),
  ]);
  return table([...titles, ...(twice ? ['index'] : []), 'root'], rows, paint);
}
