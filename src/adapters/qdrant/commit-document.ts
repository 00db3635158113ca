import type { Schemas } from '@qdrant/js-client-rest';
import { z } from 'zod';
import type { SourceRef } from '../../contracts/ingest.js';
import { outcomes } from '../../core/outcome.js';
import type { PassagePosition } from '../../ports/passage-store.js';
import { parseAnswer } from '../shared/parse-answer.js';
import { failedCall } from '../shared/vendor-call.js';
import { qdrantCall, type QdrantConnection } from './connection.js';
import { scrollAll } from './scroll.js';
import { anyOf, equals, hasId, isEmpty, within } from './tenant-filter.js';

export interface CommittedDocument {
  readonly path: string;
  readonly version: number;
  readonly passages: readonly PassagePosition[];
}

const position = z.object({ start: z.number(), end: z.number() });
const pageSize = 1000;

/**
 * Makes the passages live in the document's new version and retires all others, by one request whose
 * operations Qdrant applies in order. A reader in the middle of it sees passages of both versions and
 * keeps those of the newer one; position and version of a passage change together.
 */
export async function commitDocument(
  connection: QdrantConnection,
  collection: string,
  source: SourceRef,
  { path, version, passages }: CommittedDocument,
  signal: AbortSignal,
): Promise<void> {
  const ids = passages.map(({ id }) => id);
  const committed = within(source, [equals('document', path), hasId(ids)]);
  const stored = await scrollAll(
    connection,
    { operation: 'commit', collection, filter: committed, payload: ['start', 'end'], pageSize },
    signal,
  );
  const call = qdrantCall('commit', collection);
  const known = new Map(
    stored.map(({ id, payload }) => [String(id), parseAnswer(position, payload, call)]),
  );
  const lost = ids.filter((id) => !known.has(id)).length;
  if (lost > 0) {
    const detail = `${lost} of ${ids.length} passages of ${path} were not staged`;
    throw failedCall(call, outcomes.notFound, { detail });
  }

  const live = { live: true, version };
  const moved = passages.filter(({ id, start, end }) => {
    const at = known.get(id);
    return at?.start !== start || at.end !== end;
  });
  const operations: Schemas['UpdateOperation'][] = [
    { delete_payload: { keys: ['retiredAt'], filter: committed } },
    ...moved.map(({ id, start, end }) => ({
      set_payload: { payload: { ...live, start, end }, filter: within(source, [hasId([id])]) },
    })),
    { set_payload: { payload: live, filter: committed } },
    retirement(within(source, [equals('document', path), isEmpty('retiredAt')], [hasId(ids)])),
  ];
  await connection.write('commit', collection, signal, (api, init) =>
    api.batchUpdate(
      { collection_name: collection, wait: true, ordering: 'strong', operations },
      init,
    ),
  );
}

/** Retires every passage of the documents that is not retired yet. */
export async function retireDocuments(
  { write }: QdrantConnection,
  collection: string,
  source: SourceRef,
  documents: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const operations = [
    retirement(within(source, [anyOf('document', documents), isEmpty('retiredAt')])),
  ];
  await write('retire', collection, signal, (api, init) =>
    api.batchUpdate(
      { collection_name: collection, wait: true, ordering: 'strong', operations },
      init,
    ),
  );
}

function retirement(filter: Schemas['Filter']): { set_payload: Schemas['SetPayload'] } {
  return { set_payload: { payload: { live: false, retiredAt: new Date().toISOString() }, filter } };
}
