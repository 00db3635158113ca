import { QdrantClient } from '@qdrant/js-client-rest';
import { afterAll } from 'vitest';
import { connectQdrant, type QdrantConnection } from '../../../src/adapters/qdrant/connection.js';
import { createQdrantManifest } from '../../../src/adapters/qdrant/manifest.js';
import { createQdrantPassageIndex } from '../../../src/adapters/qdrant/passage-index.js';
import { createQdrantPassageStore } from '../../../src/adapters/qdrant/passage-store.js';
import type { SourceRef } from '../../../src/contracts/ingest.js';
import type { DocumentRecord, Manifest, SourceRecord } from '../../../src/ports/manifest.js';
import type { DenseIndex, PassageIndex } from '../../../src/ports/passage-index.js';
import type { StagedPassage } from '../../../src/core/staged-passage.js';
import type { PassageStore } from '../../../src/ports/passage-store.js';
import type { SeedPassage } from '../../contract/passage-index-contract.js';
import { qdrantUrl, testCollectionPrefix } from '../../support/stack.js';

const never = new AbortController().signal;

/** The Qdrant adapters on collections of their own, which are gone when the file is done. */
export interface TestQdrant {
  readonly alias: string;
  readonly collection: string;
  readonly connection: QdrantConnection;
  /** For looking at, and writing, what the adapters would not. */
  readonly raw: QdrantClient;
  readonly index: PassageIndex & DenseIndex;
  readonly store: PassageStore;
  readonly manifest: Manifest;
}

/** Prepared and, unless told otherwise, active. */
export async function testQdrant({
  url = qdrantUrl(),
  dimensions = 4,
}: { readonly url?: string; readonly dimensions?: number | null } = {}): Promise<TestQdrant> {
  const alias = testCollectionPrefix();
  const collection = `${alias}__one`;
  const connection = connectQdrant({ url, readTimeoutMs: 10_000, writeTimeoutMs: 30_000 });
  const raw = new QdrantClient({ url: qdrantUrl(), checkCompatibility: false });
  afterAll(async () => {
    const { collections } = await raw.getCollections();
    for (const { name } of collections) {
      if (name.startsWith(alias)) await raw.deleteCollection(name);
    }
  });
  const store = createQdrantPassageStore(connection, { alias });
  const manifest = createQdrantManifest(connection, { alias });
  const space = dimensions === null ? null : { provider: 'test', model: 'test', dimensions };
  await manifest.prepare(never);
  await store.prepare({ collection, space }, never);
  await store.activate(collection, never);
  const index = createQdrantPassageIndex(connection, { alias });
  return { alias, collection, connection, raw, index, store, manifest };
}

/** Writes passages in any state, even those in which a commit leaves them only for a moment. */
export async function seedPassages(
  { store, raw, collection }: TestQdrant,
  seeds: readonly SeedPassage[],
): Promise<void> {
  for (const { source, passage, state } of seeds) {
    await store.stage(collection, source, [passage], never);
    if (state === 'staged') continue;
    const payload =
      state === 'live' ? { live: true } : { live: false, retiredAt: new Date().toISOString() };
    await raw.setPayload(collection, { payload, points: [passage.id], wait: true });
  }
}

/** Stages and commits a document, as an ingestion does; returns its record. */
export async function ingestDocument(
  { store, manifest, collection }: TestQdrant,
  source: SourceRef,
  passages: readonly StagedPassage[],
  { version, commit, path }: { version: number; commit: number; path: string },
): Promise<DocumentRecord> {
  await store.stage(collection, source, passages, never);
  await store.commit(collection, source, [{ path, version, passages }], never);
  const record = { ...documentRecord(path), version, commit, hash: `h${version}` };
  await manifest.save(collection, source, [{ ...record, passages: passages.length }], never);
  return record;
}

export function documentRecord(document: string): DocumentRecord {
  return {
    document,
    version: 0,
    hash: null,
    passages: 0,
    commit: 0,
    deleted: false,
    pending: null,
    quarantine: null,
    staged: null,
  };
}

export function sourceRecord(collection: string, source: SourceRef): SourceRecord {
  return { ...source, collection, root: '/docs', commit: 0, sweptCommit: 0, completedAt: null };
}
