import { z } from 'zod';
import { cachedAnswer } from '../../contracts/answer.js';
import { uuidV5 } from '../../core/uuid-v5.js';
import type { SharedAnswerCache } from '../../ports/answer-cache.js';
import { PortError } from '../../ports/port-error.js';
import { createCollection, type PayloadIndexes } from './collections.js';
import type { QdrantConnection } from './connection.js';
import { upsertEntries } from './manifest-collection.js';
import type { QdrantCollections } from './passage-index.js';
import { scrollAll } from './scroll.js';
import { deleteMatching, equals, hasId, within } from './tenant-filter.js';

/** Namespace of answers' ids (RFC 9562, version 5). Changing it loses sight of all of them. */
const answerNamespace = '8f3b3a52-9f0e-4d1d-9a3a-61b7f0c2e7d4';

const indexes: PayloadIndexes = {
  tenant: { type: 'keyword', is_tenant: true },
  corpus: 'keyword',
  indexVersion: 'keyword',
  closedAt: 'datetime',
};

/** As text, so that it comes back as it was: Qdrant's numbers and nulls are not those of JSON. */
const payload = z.object({ answer: z.string() });

/** Cached answers in a collection without vectors, beside the passages: found by id, in one read. */
export function createQdrantAnswerCache(
  connection: QdrantConnection,
  { alias }: QdrantCollections,
): SharedAnswerCache {
  const name = `${alias}__answers`;
  const idOf = (questionKey: string) => uuidV5(questionKey, answerNamespace);
  return {
    prepare: (signal) => createCollection(connection, name, { vectors: {} }, indexes, signal),

    async find({ tenant, corpus }, questionKey, signal) {
      const request = {
        operation: 'find answer',
        collection: name,
        filter: within({ tenant, corpus }, [hasId([idOf(questionKey)])]),
        payload: ['answer'],
        pageSize: 1,
      };
      const [found] = await scrollAll(connection, request, signal).catch(noneYet);
      const stored = payload.safeParse(found?.payload);
      return stored.success
        ? (cachedAnswer.safeParse(JSON.parse(stored.data.answer)).data ?? null)
        : null;
    },

    async save({ tenant, corpus }, questionKey, answer, signal) {
      const { indexVersion, closedAt } = answer;
      const stored = { tenant, corpus, indexVersion, closedAt, answer: JSON.stringify(answer) };
      const point = { id: idOf(questionKey), vector: {}, payload: stored };
      await upsertEntries({ connection, name }, [point], signal);
    },

    async forget({ tenant, corpus }, signal) {
      await deleteMatching(connection, name, within({ tenant, corpus }), signal).catch(noneYet);
    },

    async expire({ tenant, corpus }, { indexVersion, closedBefore }, signal) {
      const old = { key: 'closedAt', range: { lt: closedBefore } };
      const current = equals('indexVersion', indexVersion);
      for (const filter of [
        within({ tenant, corpus }, [], [current]),
        within({ tenant, corpus }, [old]),
      ])
        await deleteMatching(connection, name, filter, signal).catch(noneYet);
    },
  };
}

/** Before the first ingestion of this version there is no such collection. */
function noneYet(error: unknown): [] {
  if (error instanceof PortError && error.reason === 'not_found') return [];
  throw error;
}
