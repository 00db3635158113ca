import type { LexicalResult, SearchInput } from '../contracts/activities.js';
import { coverage } from '../core/coverage.js';
import { queryTerms } from '../core/query-terms.js';
import type { PassageIndex } from '../ports/passage-index.js';
import { PortError } from '../ports/port-error.js';
import type { Standby } from '../ports/standby.js';

/** The lexical leg, with how much of the question its best hits cover. */
export async function searchLexical(
  index: PassageIndex,
  { scope, question, limit }: SearchInput,
  signal: AbortSignal,
): Promise<LexicalResult> {
  const terms = queryTerms(question);
  const { candidates, idf, matched } = await index.searchLexical(scope, terms, limit, signal);
  return { candidates, limit, coverage: coverage({ terms, idf, matched }) };
}

/** The same on the worker's own copy. Fails when that copy is not fit to stand in. */
export async function searchStandby(
  standby: Standby,
  input: SearchInput,
  signal: AbortSignal,
): Promise<LexicalResult> {
  const { complete, commitsBehind, syncedAt } = await standby.state(input.scope);
  if (!complete) {
    throw new PortError('The lexical standby is empty or too far behind for this corpus', {
      dependency: 'standby',
      category: 'resource',
      reason: 'not_found',
      retryable: false,
      circuit: 'ignore',
    });
  }
  const result = await searchLexical(standby, input, signal);
  return { ...result, behind: { commits: commitsBehind, syncedAt } };
}
