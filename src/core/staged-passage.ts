import type { Passage } from '../contracts/passage.js';
import type { SparseTerms } from './sparse-terms.js';

/** A passage as it is written to the index; the writer adds its source. */
export interface StagedPassage extends Omit<Passage, 'source'> {
  /** The exact text that is embedded: heading path and passage. */
  readonly embeddedText: string;
  readonly terms: SparseTerms;
}
