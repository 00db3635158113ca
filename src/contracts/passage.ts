import { z } from 'zod';

/** Names people give: they become workflow ids, payload values and file names. */
export const name = z
  .string()
  .regex(
    /^[\p{L}\p{N}][\p{L}\p{N}._-]{0,63}$/u,
    'must be 1 to 64 letters, digits, ".", "_" or "-", starting with a letter or digit',
  );

/** Whose documents, and which of them. `collection` pins one physical collection for a whole question. */
export interface Scope {
  readonly tenant: string;
  readonly corpus: string;
  readonly collection?: string;
}

/** A passage found by a search, without its texts: what may stand in a workflow history. */
export const candidate = z.object({
  id: z.string(),
  score: z.number(),
  source: z.string(),
  document: z.string(),
  version: z.number().int(),
  /** Offsets into the source document, UTF-16 code units. */
  start: z.number().int(),
  end: z.number().int(),
  /** Tokens of the embedded text (heading path and passage). */
  tokens: z.number().int(),
});
export type Candidate = z.infer<typeof candidate>;

/** A passage with its texts, as activities load it by id. */
export interface Passage extends Omit<Candidate, 'score'> {
  readonly title: string;
  /** Heading path, outermost first, joined by " › ". Empty above the first heading. */
  readonly heading: string;
  readonly text: string;
}
