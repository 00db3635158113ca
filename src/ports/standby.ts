import type { Scope } from '../contracts/passage.js';
import type { PassageIndex } from './passage-index.js';

/** How far a tenant's corpus on this disk may be trusted. */
export interface StandbyState {
  /** Every source of the corpus is here, and not too far behind. */
  readonly complete: boolean;
  /** Commits known of and not copied yet; what happened since `syncedAt` is unknown here. */
  readonly commitsBehind: number;
  /** ISO time at which the source that waited longest was last in line with the index. */
  readonly syncedAt: string;
}

/** The live passages on the worker's own disk, for while the vector database is away. */
export interface Standby extends PassageIndex {
  state(scope: Scope): Promise<StandbyState>;
}
