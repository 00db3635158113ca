import { createHash } from 'node:crypto';
import type { IndexState } from '../contracts/activities.js';
import type { Scope } from '../contracts/passage.js';
import { holdsSpace } from '../core/collection-name.js';
import type { SourceRecord } from '../ports/manifest.js';
import type { PortError } from '../ports/port-error.js';
import type { AnsweringPorts } from './answering-ports.js';
import { clientError } from './client-error.js';

/** Which collection readers use now, and in which state the corpus is. Fails for a corpus without documents. */
export async function inspectIndex(
  { store, manifest, embedder }: Pick<AnsweringPorts, 'store' | 'manifest' | 'embedder'>,
  { tenant, corpus }: Scope,
  signal: AbortSignal,
): Promise<IndexState> {
  const collection = await store.activeCollection(signal);
  const sources = collection ? await manifest.sources({ tenant, collection }, signal) : [];
  const ofCorpus = sources.filter((source) => source.corpus === corpus);
  if (collection === null || ofCorpus.length === 0) throw unknownCorpus(corpus, sources);
  const version = versionOf(collection, ofCorpus);
  const dense = embedder !== null && holdsSpace(collection, embedder.space);
  if (!dense || !embedder.isReady) return { collection, version, dense };
  const share = embedder.isReady()
    ? await store.embeddedShare(collection, { tenant, corpus }, signal)
    : 0;
  if (share === 1) return { collection, version, dense };
  // With more vectors there may be another answer.
  const soFar = `${version}-${Math.floor(share * 100)}`;
  return { collection, version: soFar, dense, embeddedShare: share };
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
