import type { Schemas } from '@qdrant/js-client-rest';
import { z } from 'zod';
import type { SourceRef } from '../../contracts/ingest.js';
import { outcomes } from '../../core/outcome.js';
import type { CommittedDocument, PassagePosition } from '../../ports/passage-store.js';
import { parseAnswer } from '../shared/parse-answer.js';
import { failedCall } from '../shared/vendor-call.js';
import { qdrantCall, type QdrantConnection } from './connection.js';
import { scrollAll } from './scroll.js';
import { anyOf, equals, hasId, isEmpty, within, type TenantFilter } from './tenant-filter.js';

const position = z.object({ start: z.number(), end: z.number() });
type Position = z.infer<typeof position>;
const pageSize = 1000;
/** Passages of one request, which names each of them three times; a document is never parted. */
const passagesPerRequest = 2_000;

/**
 * Makes the passages live in their document's new version and retires all others, by requests whose
 * operations Qdrant applies in order. A reader in the middle of it sees passages of both versions and
 * keeps those of the newer one; position and version of a passage change together. Documents that
 * have no other version share their operations; any other has its own, one after the other, so that
 * a reader meets it half done for no longer than that one takes. Of documents that are live as they were
 * staged, only what lost attempts may have left is retired.
 */
export async function commitDocuments(
  connection: QdrantConnection,
  collection: string,
  source: SourceRef,
  documents: readonly CommittedDocument[],
  signal: AbortSignal,
): Promise<void> {
  for (const some of bySize(documents)) {
    const live = some.filter((document) => document.live);
    const staged = some.filter((document) => !document.live);
    const stored = await storedPositions(connection, collection, source, staged, signal);
    const first = staged.filter(({ version }) => version === 1);
    const later = staged.filter(({ version }) => version !== 1);
    const operations = [
      ...(live.length > 0 ? [retirementOfOthers(source, live)] : []),
      ...(first.length > 0 ? operationsOf(source, 1, first, stored) : []),
      ...later.flatMap((document) => operationsOf(source, document.version, [document], stored)),
    ];
    await connection.write('commit', collection, signal, (api, init) =>
      api.batchUpdate(
        { collection_name: collection, wait: true, ordering: 'strong', operations },
        init,
      ),
    );
  }
}

/** Where the passages stand in what is stored. Throws when one of them is not there. */
async function storedPositions(
  connection: QdrantConnection,
  collection: string,
  source: SourceRef,
  documents: readonly CommittedDocument[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Position>> {
  if (documents.length === 0) return new Map();
  const filter = within(source, [
    anyOf(
      'document',
      documents.map(({ path }) => path),
    ),
    hasId(documents.flatMap(idsOf)),
  ]);
  const stored = await scrollAll(
    connection,
    { operation: 'commit', collection, filter, payload: ['start', 'end'], pageSize },
    signal,
  );
  const call = qdrantCall('commit', collection);
  const known = new Map(
    stored.map(({ id, payload }) => [String(id), parseAnswer(position, payload, call)]),
  );
  for (const { path, passages } of documents) {
    const lost = passages.filter(({ id }) => !known.has(id)).length;
    if (lost === 0) continue;
    const detail = `${lost} of ${passages.length} passages of ${path} were not staged`;
    throw failedCall(call, outcomes.notFound, { detail });
  }
  return known;
}

/** Makes the passages of documents that get the same version live, and retires the documents' others. */
function operationsOf(
  source: SourceRef,
  version: number,
  documents: readonly CommittedDocument[],
  stored: ReadonlyMap<string, Position>,
): Schemas['UpdateOperation'][] {
  const ofDocuments = anyOf(
    'document',
    documents.map(({ path }) => path),
  );
  const ids = documents.flatMap(idsOf);
  const committed = within(source, [ofDocuments, hasId(ids)]);
  const live = { live: true, version };
  const moved = documents.flatMap(({ passages }) => passages.filter(hasMoved(stored)));
  return [
    { delete_payload: { keys: ['retiredAt'], filter: committed } },
    ...moved.map(({ id, start, end }) => ({
      set_payload: { payload: { ...live, start, end }, filter: within(source, [hasId([id])]) },
    })),
    { set_payload: { payload: live, filter: committed } },
    retirementOfOthers(source, documents),
  ];
}

/** Retires all passages of the documents but those committed. */
function retirementOfOthers(source: SourceRef, documents: readonly CommittedDocument[]) {
  const ofDocuments = anyOf(
    'document',
    documents.map(({ path }) => path),
  );
  const ids = documents.flatMap(idsOf);
  return retirement(within(source, [ofDocuments, isEmpty('retiredAt')], [hasId(ids)]));
}

function hasMoved(stored: ReadonlyMap<string, Position>) {
  return ({ id, start, end }: PassagePosition): boolean => {
    const at = stored.get(id);
    return at?.start !== start || at.end !== end;
  };
}

function idsOf({ passages }: CommittedDocument): readonly string[] {
  return passages.map(({ id }) => id);
}

/** As many documents at a time as fit one request, and at least one. */
function bySize(documents: readonly CommittedDocument[]): CommittedDocument[][] {
  const groups: CommittedDocument[][] = [];
  let room = 0;
  for (const document of documents) {
    room -= document.passages.length;
    if (room < 0 || groups.length === 0) {
      groups.push([]);
      room = passagesPerRequest - document.passages.length;
    }
    groups.at(-1)!.push(document);
  }
  return groups;
}

/** Retires every passage of the documents that is not retired yet. */
export function retireDocuments(
  connection: QdrantConnection,
  collection: string,
  source: SourceRef,
  documents: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const filter = within(source, [anyOf('document', documents), isEmpty('retiredAt')]);
  return retireMatching(connection, collection, filter, signal);
}

/** Retires the documents' passages that are not live, but for those to keep. */
export function abandonStaged(
  connection: QdrantConnection,
  collection: string,
  source: SourceRef,
  documents: readonly string[],
  keep: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const staged = [anyOf('document', documents), equals('live', false), isEmpty('retiredAt')];
  const filter = within(source, staged, keep.length > 0 ? [hasId(keep)] : []);
  return retireMatching(connection, collection, filter, signal);
}

async function retireMatching(
  { write }: QdrantConnection,
  collection: string,
  filter: TenantFilter,
  signal: AbortSignal,
): Promise<void> {
  const operations = [retirement(filter)];
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
