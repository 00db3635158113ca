import QuickLRU from 'quick-lru';
import type { Passage, Scope } from '../contracts/passage.js';
import type { PassageIndex } from '../ports/passage-index.js';
import { PortError } from '../ports/port-error.js';

/** Loads passages by id, in the order asked for; ids that no longer exist anywhere are left out. */
export type LoadPassages = (
  scope: Scope,
  ids: readonly string[],
  signal: AbortSignal,
) => Promise<readonly Passage[]>;

/** Passages kept in memory: about 2 KB each. */
const mostCached = 5_000;

/**
 * Looks in memory, then in the standby, then in the index: texts never change under an id, so the
 * nearest copy is as right as any, and an index that hangs costs no time where there is one. Fails
 * with the error of the last place it looked in only when nothing was found anywhere.
 */
export function passageLoader(index: PassageIndex, standby: PassageIndex): LoadPassages {
  const memory = new QuickLRU<string, Passage>({ maxSize: mostCached });
  const keyOf = ({ tenant, corpus }: Scope, id: string) => `${tenant}/${corpus}/${id}`;

  return async (scope, ids, signal) => {
    const known = new Map<string, Passage>();
    const missing = () => ids.filter((id) => !known.has(id));
    const learn = (passages: readonly Passage[]) => {
      for (const passage of passages) {
        known.set(passage.id, passage);
        memory.set(keyOf(scope, passage.id), passage);
      }
    };

    learn(ids.flatMap((id) => memory.get(keyOf(scope, id)) ?? []));
    let failure: PortError | undefined;
    for (const place of [standby, index]) {
      if (missing().length === 0) break;
      try {
        learn(await place.load(scope, missing(), signal));
        failure = undefined;
      } catch (error) {
        if (!(error instanceof PortError) || error.category === 'cancelled') throw error;
        failure = error;
      }
    }
    if (failure && known.size === 0) throw failure;
    return ids.flatMap((id) => known.get(id) ?? []);
  };
}
