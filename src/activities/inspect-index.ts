import { createHash } from 'node:crypto';
import QuickLRU from 'quick-lru';
import type { IndexState } from '../contracts/question-activities.js';
import type { Scope } from '../contracts/passage.js';
import { holdsSpace } from '../core/collection-name.js';
import type { SourceRecord } from '../ports/manifest.js';
import type { PortError } from '../ports/port-error.js';
import type { AnsweringPorts } from './answering-ports.js';
import { clientError } from './client-error.js';

type IndexPorts = Pick<AnsweringPorts, 'store' | 'manifest'>;

/** Corpora remembered as complete: some hundred bytes each. */
const mostComplete = 1_000;

/**
 * Tells which collection readers use now, and in which state the corpus is. Fails for a corpus without
 * documents. Vectors are counted until a version has them all: no commit takes them away.
 */
export function indexInspector({
  store,
  manifest,
  embedder,
}: IndexPorts & Pick<AnsweringPorts, 'embedder'>) {
  const complete = new QuickLRU<string, true>({ maxSize: mostComplete });
  return async (scope: Scope, signal: AbortSignal): Promise<IndexState> => {
    const { collection, version } = await currentVersion({ store, manifest }, scope, signal);
    const dense = embedder !== null && holdsSpace(collection, embedder.space);
    if (!dense || !embedder.isReady || complete.has(version)) return { collection, version, dense };
    const share = embedder.isReady() ? await store.embeddedShare(collection, scope, signal) : 0;
    if (share === 1) {
      complete.set(version, true);
      return { collection, version, dense };
    }
    return { collection, version: partial(version, share), dense, embeddedShare: share };
  };
}

/** The collection readers use, and what changes with every commit to the corpus. */
export async function currentVersion(
  { store, manifest }: IndexPorts,
  { tenant, corpus }: Scope,
  signal: AbortSignal,
): Promise<Pick<IndexState, 'collection' | 'version'>> {
  const collection = await store.activeCollection(signal);
  const sources = collection ? await manifest.sources({ tenant, collection }, signal) : [];
  const ofCorpus = sources.filter((source) => source.corpus === corpus);
  if (collection === null || ofCorpus.length === 0) throw unknownCorpus(corpus, sources);
  return { collection, version: versionOf(collection, ofCorpus) };
}

/** With more vectors there may be another answer. */
function partial(version: string, share: number): string {
  return `${version}-${Math.floor(share * 100)}`;
}

/** Whether both are of the same documents, however many of these had vectors. */
export function isSameVersion(one: string, other: string): boolean {
  return one.split('-')[0] === other.split('-')[0];
}

/** Changes with every commit to the corpus that these are the sources of. */
export function versionOf(collection: string, sources: readonly SourceRecord[]): string {
  // Commits of a source that was removed and begun anew are counted from the start again.
  const commits = sources
    .map(({ source, since = '', commit }) => `${source}@${since}@${commit}`)
    .sort();
  return createHash('sha256')
    .update([collection, ...commits].join('\n'))
    .digest('hex')
    .slice(0, 16);
}

function unknownCorpus(corpus: string, sources: readonly SourceRecord[]): PortError {
  const known = [...new Set(sources.map((source) => source.corpus))].sort();
  const fix =
    known.length > 0
      ? `known: ${known.join(', ')}`
      : 'nothing was ingested yet: run "holdfast ingest <path>"';
  return clientError('qdrant', 'unknown_corpus', `There is no corpus "${corpus}"; ${fix}`);
}
