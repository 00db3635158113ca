import type { DenseResult, LexicalResult, SearchInput } from '../contracts/question-activities.js';
import type { Scope } from '../contracts/passage.js';
import { coverage } from '../core/coverage.js';
import { hitsPerLeg, legOf } from '../core/fuse.js';
import { queryTerms } from '../core/query-terms.js';
import { denseEvidence } from '../core/relevance.js';
import type { DenseIndex, PassageIndex } from '../ports/passage-index.js';
import { PortError } from '../ports/port-error.js';
import type { Standby } from '../ports/standby.js';

/** The lexical leg, with how much of the question its best hits cover. */
export async function searchLexical(
  index: PassageIndex,
  { scope, question, limit }: SearchInput,
  signal: AbortSignal,
): Promise<LexicalResult> {
  const terms = queryTerms(question);
  const looked = Math.max(hitsPerLeg, limit);
  const { candidates, idf, matched } = await index.searchLexical(scope, terms, looked, signal);
  // BM25 scores 0 whatever shares no word with the question, so zeros stand for the missing hits:
  // without them a single exact hit would be its own mean and count nothing.
  return { ...legOf(candidates, limit, looked), coverage: coverage({ terms, idf, matched }) };
}

/** The dense leg, with how well its best hit fits. */
export async function searchDense(
  index: DenseIndex,
  { scope, vector, limit }: { scope: Scope; vector: Float32Array; limit: number },
  signal: AbortSignal,
): Promise<DenseResult> {
  const looked = Math.max(hitsPerLeg, limit);
  const hits = await index.searchDense(scope, vector, looked, signal);
  const evidence = denseEvidence(hits.map(({ score }) => score));
  return { ...legOf(hits, limit), evidence };
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
