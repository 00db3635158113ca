import type { SearchResult } from '../../contracts/answer.js';
import { degradations } from './degradations.js';
import { shortened } from './display-text.js';
import type { Paint } from './paint.js';
import { stageTimes } from './stage-times.js';
import { table } from './table.js';

const placeWidth = 48;
const snippetWidth = 60;

/** Hits with their fused score and the score of each leg that found them. */
export function renderSearch(result: SearchResult, paint: Paint): string {
  const rows = result.hits.map((hit, position) => [
    String(position + 1),
    score(hit.score),
    score(hit.lexicalScore),
    score(hit.denseScore),
    paint.cyan(shortened(hit.document, placeWidth)),
    shortened(hit.heading, placeWidth),
    paint.dim(shortened(hit.snippet, snippetWidth)),
  ]);
  const titles = ['#', 'fused', 'lexical', 'dense', 'document', 'heading', 'passage'];
  const found = rows.length > 0 ? table(titles, rows, paint) : 'Nothing was found.';
  const coverage = `${Math.round(result.coverage * 100)} % of the question covered by the best hit`;
  const facts = paint.dim(`${coverage} · ${stageTimes(result.timings)}`);
  return [found, degradations(result.degraded, paint), facts]
    .filter((part) => part !== '')
    .join('\n\n');
}

function score(value: number | null): string {
  return value === null ? '–' : value.toFixed(3);
}
