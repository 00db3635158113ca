import { z } from 'zod';
import type { SourceRef } from '../../contracts/ingest.js';
import { uuidV5 } from '../../core/uuid-v5.js';
import type { DocumentRecord, SourceRecord } from '../../ports/manifest.js';

/** Namespace of manifest entries (RFC 9562, version 5). Changing it loses sight of all of them. */
const manifestNamespace = '0d6b5d0c-5a3f-4c1b-8f0e-2f4a4f7f1c55';

/** Id of a source's entry, or of one of its documents' entries. */
export function manifestId(collection: string, ref: SourceRef, document?: string): string {
  const { tenant, corpus, source } = ref;
  const kind = document === undefined ? 'source' : 'document';
  const name = JSON.stringify([kind, collection, tenant, corpus, source, document ?? '']);
  return uuidV5(name, manifestNamespace);
}

const whose = {
  collection: z.string(),
  tenant: z.string(),
  corpus: z.string(),
  source: z.string(),
};

export const sourceEntry = z.object({
  ...whose,
  root: z.string(),
  commit: z.number().int(),
  sweptCommit: z.number().int(),
  // Qdrant drops a field that is changed to null.
  completedAt: z.string().nullable().default(null),
  since: z.string(),
}) satisfies z.ZodType<SourceRecord>;

const position = z.object({ id: z.string(), start: z.number().int(), end: z.number().int() });
const staged = z.object({
  hash: z.string(),
  version: z.number().int(),
  passages: z.array(position),
  live: z.boolean().optional(),
});

/** Read without `staged`, which can be large, where it is not needed. */
export const documentEntry = z.object({
  document: z.string(),
  version: z.number().int(),
  hash: z.string().nullable(),
  passages: z.number().int(),
  commit: z.number().int(),
  deleted: z.boolean(),
  pending: z.enum(['write', 'delete']).nullable(),
  quarantine: z.object({ reason: z.string(), hash: z.string() }).nullable(),
  staged: staged.nullable().default(null),
}) satisfies z.ZodType<DocumentRecord>;

/** What is stored of a source. The time of its first save stays with it. */
export function sourcePayload(record: SourceRecord, now: string): Record<string, unknown> {
  const { collection, tenant, corpus, source, root, commit, sweptCommit, completedAt } = record;
  const since = record.since ?? now;
  const who = { kind: 'source', collection, tenant, corpus, source };
  return { ...who, root, commit, sweptCommit, completedAt, since };
}

/** What is stored of a document. `quarantined` is there to be counted. */
export function documentPayload(
  collection: string,
  { tenant, corpus, source }: SourceRef,
  record: DocumentRecord,
): Record<string, unknown> {
  const quarantined = record.quarantine !== null;
  return { kind: 'document', collection, tenant, corpus, source, ...record, quarantined };
}
