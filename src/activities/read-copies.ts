import type { SourceRef } from '../contracts/ingest.js';
import { newestVersions } from '../core/newest-version.js';
import { sparseTerms } from '../core/sparse-terms.js';
import type { IngestingPorts } from './ingesting-ports.js';
import type { ReadDocument } from './read-document.js';

/**
 * Documents as another collection has them, for a source whose root is gone: with the passages they were
 * cut into there, and terms of their own. Their hash is one that no file has, so that they are read anew
 * once the root is back.
 */
export async function readCopies(
  { manifest, store }: Pick<IngestingPorts, 'manifest' | 'store'>,
  collection: string,
  source: SourceRef,
  documents: readonly string[],
  signal: AbortSignal,
): Promise<(path: string, version: number) => ReadDocument> {
  const [records, passages, texts] = await Promise.all([
    manifest.get(collection, source, documents, signal),
    store.livePassages(collection, source, documents, signal),
    store.embeddedTexts(collection, source, documents, signal),
  ]);
  const hashes = new Map(records.map(({ document, hash }) => [document, hash]));
  const byDocument = Map.groupBy(newestVersions(passages), ({ document }) => document);
  return (path, version) => ({
    kind: 'read',
    hash: `copy:${hashes.get(path)}`,
    passages: (byDocument.get(path) ?? []).map(({ source: _source, terms: _terms, ...passage }) => {
      const embeddedText = texts.get(passage.id) ?? passage.text;
      return { ...passage, version, embeddedText, terms: sparseTerms(embeddedText) };
    }),
  });
}
