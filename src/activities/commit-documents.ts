import type { IngestActivities } from '../contracts/ingest-activities.js';
import { forgetAnswers } from './cached-answers.js';
import type { IngestingPorts } from './ingesting-ports.js';

type CommitInput = Parameters<IngestActivities['commitDocuments']>[0];
type DeleteInput = Parameters<IngestActivities['deleteDocuments']>[0];

/**
 * Makes the staged versions live. Documents committed by an earlier attempt are left as they are.
 * Those that are not embedded yet keep what is staged and get no hash: whatever ends this run, the next
 * one finds them unfinished.
 */
export async function commitDocuments(
  { manifest, store }: IngestingPorts,
  { source, collection, documents, commit, embedded }: CommitInput,
  signal: AbortSignal,
): Promise<{ readonly passages: number }> {
  const records = await manifest.get(collection, source, documents, signal);
  const committed = records.flatMap(({ document: path, staged }) =>
    staged ? { path, ...staged } : [],
  );
  await store.commit(collection, source, committed, signal);
  await manifest.save(
    collection,
    source,
    committed.map(({ path, version, hash, passages }) => ({
      document: path,
      version,
      hash: embedded ? hash : null,
      passages: passages.length,
      commit,
      deleted: false,
      pending: embedded ? null : 'write',
      quarantine: null,
      staged: embedded ? null : { version, hash, passages },
    })),
    signal,
  );
  // Last of all, so that a new index version always means new contents.
  await manifest.advance(collection, source, commit, signal);
  const all = records.map(({ staged, passages }) => staged?.passages.length ?? passages);
  return { passages: all.reduce((sum, count) => sum + count, 0) };
}

/** Takes the documents out of the index and leaves tombstones for those who copy it. */
export async function deleteDocuments(
  ports: IngestingPorts,
  { source, collection, documents, commit }: DeleteInput,
  signal: AbortSignal,
): Promise<void> {
  const { manifest, store } = ports;
  const records = await manifest.get(collection, source, documents, signal);
  await store.retire(collection, source, documents, signal);
  const tombstones = records.map((record) => ({
    ...record,
    hash: null,
    passages: 0,
    commit,
    deleted: true,
    pending: null,
    quarantine: null,
    staged: null,
  }));
  await manifest.save(collection, source, tombstones, signal);
  await manifest.advance(collection, source, commit, signal);
  await forgetAnswers(ports, source, signal);
}
