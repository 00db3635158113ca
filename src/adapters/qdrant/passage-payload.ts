import { z } from 'zod';
import { candidate, type Candidate, type Passage } from '../../contracts/passage.js';
import type { SourceRef } from '../../contracts/ingest.js';
import type { StagedPassage } from '../../core/staged-passage.js';

/** Named vectors of a passage. */
export const denseVector = 'dense';
export const lexicalVector = 'lexical';

const described = candidate.omit({ id: true, score: true });
const texts = { title: z.string(), heading: z.string(), text: z.string() };

/** A hit without its texts: what a search reads. */
export const hitPayload = described.extend({ live: z.boolean() });
export const hitFields = Object.keys(hitPayload.shape);

/** A passage with its texts. */
export const passagePayload = described.extend(texts);
export const passageFields = Object.keys(passagePayload.shape);

const sparse = z.object({ indices: z.array(z.number()), values: z.array(z.number()) });
export const lexicalVectors = z.object({ [lexicalVector]: sparse });

/** Everything stored with a staged passage. */
export function stagedPayload(
  { tenant, corpus, source }: SourceRef,
  { id: _id, terms: _terms, ...passage }: StagedPassage,
  live: boolean,
): Record<string, unknown> {
  return { tenant, corpus, source, ...passage, live };
}

export function toCandidate(
  id: string,
  score: number,
  { live: _live, ...payload }: z.output<typeof hitPayload>,
): Candidate {
  return { id, score, ...payload };
}

export function toPassage(id: string, payload: z.output<typeof passagePayload>): Passage {
  return { id, ...payload };
}
