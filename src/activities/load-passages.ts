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
 * Looks in memory, then in the index, then in the standby. Texts never change under an id, so memory
 * is always right. Fails with the index's error only when some id is in neither of the others.
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
    if (missing().length > 0) {
      try {
        learn(await index.load(scope, missing(), signal));
      } catch (error) {
        if (!(error instanceof PortError) || error.category === 'cancelled') throw error;
        learn(await standby.load(scope, missing(), signal));
        if (known.size === 0) throw error;
      }
    }
    return ids.flatMap((id) => known.get(id) ?? []);
  };
}
