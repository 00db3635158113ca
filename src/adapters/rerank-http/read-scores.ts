import type { RerankScore } from '../../ports/reranker.js';
import { countOf, fieldsOf, isFields, kindOf, textOf } from '../shared/fields.js';

export interface ScoresRead {
  readonly scores: readonly RerankScore[];
  /** Zero where the vendor bills by search and not by token. */
  readonly tokens: number;
}

/**
 * Reads scores wherever a server puts them: in `results`, `data` or a bare list, as `relevance_score`
 * or `score`, with an `index` or the document itself; a bare list of as many numbers as documents is
 * in their order. Returns what is wrong, in words, where scores or their documents cannot be told.
 */
export function readScores(answer: unknown, documents: readonly string[]): ScoresRead | string {
  const [place, list] = listIn(answer);
  if (list === undefined) return `results: ${kindOf(answer)} without a list of scores`;
  const scores: RerankScore[] = [];
  const seen = new Set<number>();
  for (const [at, entry] of list.entries()) {
    const index = indexOf(entry, at, list.length, documents);
    if (index === undefined) return `${place}${at}.index: absent`;
    if (!(index in documents))
      return `${place}${at}.index: ${index} of ${documents.length} documents`;
    if (seen.has(index)) return `${place}${at}.index: document ${index} is ranked twice`;
    const score = scoreOf(entry);
    if (score === undefined) return `${place}${at}.relevance_score: no finite number`;
    seen.add(index);
    scores.push({ index, score });
  }
  if (scores.length === 0) return `${place}0: no scores for ${documents.length} documents`;
  return { scores, tokens: tokensIn(answer) };
}

function listIn(answer: unknown): readonly [string, readonly unknown[] | undefined] {
  if (Array.isArray(answer)) return ['', answer];
  const fields = fieldsOf(answer);
  for (const name of ['results', 'data', 'rankings', 'scores', 'output']) {
    const found = fields[name];
    if (Array.isArray(found)) return [`${name}.`, found];
    if (isFields(found)) {
      const [place, list] = listIn(found);
      if (list) return [`${name}.${place}`, list];
    }
  }
  return ['', undefined];
}

function indexOf(
  entry: unknown,
  at: number,
  count: number,
  documents: readonly string[],
): number | undefined {
  const { index, corpus_id, document } = fieldsOf(entry);
  const named = countOf(index, corpus_id);
  if (named !== undefined) return named;
  if (!isFields(entry)) return count === documents.length ? at : undefined;
  const text = textOf(document) ?? textOf(fieldsOf(document)['text']);
  const place = text === undefined ? -1 : documents.indexOf(text);
  return place >= 0 ? place : undefined;
}

function scoreOf(entry: unknown): number | undefined {
  const { relevance_score, score, logit } = fieldsOf(entry);
  for (const value of isFields(entry) ? [relevance_score, score, logit] : [entry]) {
    const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number)) return number;
  }
  return undefined;
}

function tokensIn(answer: unknown): number {
  const { usage, meta } = fieldsOf(answer);
  const { total_tokens, prompt_tokens, input_tokens } = fieldsOf(usage);
  const billed = fieldsOf(fieldsOf(meta)['tokens'])['input_tokens'];
  return countOf(total_tokens, prompt_tokens, input_tokens, billed) ?? 0;
}
