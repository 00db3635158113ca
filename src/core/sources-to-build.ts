import type { SourceRef } from '../contracts/ingest.js';

/** A source as one index has it. */
export interface IndexedSource extends SourceRef {
  /** Null while it is not whole there, or no longer up to date. */
  readonly completedAt: string | null;
}

/** Sources of the index in use that another one does not hold whole: until none is left, readers stay. */
export function sourcesToBuild<Source extends SourceRef>(
  inUse: readonly Source[],
  built: readonly IndexedSource[],
): readonly Source[] {
  const whole = new Set(built.filter(({ completedAt }) => completedAt !== null).map(keyOf));
  return inUse.filter((source) => !whole.has(keyOf(source)));
}

function keyOf({ tenant, corpus, source }: SourceRef): string {
  return JSON.stringify([tenant, corpus, source]);
}
