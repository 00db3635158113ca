import type { SourceRef } from '../../../src/contracts/ingest.js';
import type { StandbySync } from '../../../src/adapters/sqlite/sync.js';
import type { DocumentRecord, SourceRecord } from '../../../src/ports/manifest.js';
import { samplePassage } from '../../contract/passage-index-contract.js';

export const docs = { tenant: 'acme', corpus: 'handbook', source: 'docs' };
export const wiki = { ...docs, source: 'wiki' };

interface SampleDocument {
  readonly texts: readonly string[];
  readonly commit: number;
}

/** A collection in memory: what a standby is copied from, and what it was asked for. */
export class SampleIndex {
  readonly collection: string;
  /** Documents whose passages were read, in order. */
  readonly reads: string[] = [];
  /** Called before the passages of a document are handed out. */
  beforeRead: (document: string) => void = () => undefined;
  readonly #sources = new Map<string, SourceRecord>();
  readonly #documents = new Map<string, Map<string, SampleDocument>>();

  constructor(collection = 'docs__one') {
    this.collection = collection;
  }

  addSource(ref: SourceRef, fields: Partial<SourceRecord> = {}): void {
    const { collection } = this;
    const empty = { root: '/docs', commit: 0, sweptCommit: 0, completedAt: null, since: 'first' };
    this.#sources.set(ref.source, { ...ref, collection, ...empty, ...fields });
    this.#documents.set(ref.source, new Map());
  }

  changeSource({ source }: SourceRef, fields: Partial<SourceRecord>): void {
    this.#sources.set(source, { ...this.#source(source), ...fields });
  }

  removeSource({ source }: SourceRef): void {
    this.#sources.delete(source);
  }

  /** Commits the documents as the next commit of the source; no texts make a tombstone. */
  commit(ref: SourceRef, documents: Readonly<Record<string, readonly string[]>>): void {
    const commit = this.#source(ref.source).commit + 1;
    this.write(ref, commit, documents);
    this.changeSource(ref, { commit });
  }

  /** Writes documents under a commit that the source does not speak of yet. */
  write(
    { source }: SourceRef,
    commit: number,
    documents: Readonly<Record<string, readonly string[]>>,
  ): void {
    for (const [document, texts] of Object.entries(documents)) {
      this.#documents.get(source)?.set(document, { texts, commit });
    }
  }

  /** Removes the tombstone of a document. */
  sweep({ source }: SourceRef, document: string): void {
    const commit = this.#documents.get(source)?.get(document)?.commit ?? 0;
    this.#documents.get(source)?.delete(document);
    this.changeSource({ ...docs, source }, { sweptCommit: commit });
  }

  get manifest(): StandbySync['manifest'] {
    return {
      sources: async () => [...this.#sources.values()],
      source: async (_collection, { source }) => this.#sources.get(source) ?? null,
      committedAfter: async (_collection, { source }, mark, limit) =>
        [...(this.#documents.get(source) ?? [])]
          .filter(([, { commit }]) => commit > mark)
          .sort(([, a], [, b]) => a.commit - b.commit)
          .slice(0, limit)
          .map(([document, { texts, commit }]) => recordOf(document, commit, texts.length)),
    };
  }

  get store(): StandbySync['store'] {
    return {
      livePassages: async (_collection, ref, documents) =>
        documents.flatMap((document) => {
          this.beforeRead(document);
          this.reads.push(document);
          const { texts = [], commit = 0 } = this.#documents.get(ref.source)?.get(document) ?? {};
          const { source } = ref;
          return texts.map((text) => ({ ...samplePassage(ref, document, text, commit), source }));
        }),
    };
  }

  /** Everything that is live, sorted. */
  texts({ source }: SourceRef): readonly string[] {
    return [...(this.#documents.get(source)?.values() ?? [])].flatMap(({ texts }) => texts).sort();
  }

  #source(name: string): SourceRecord {
    const record = this.#sources.get(name);
    if (!record) throw new Error(`there is no source ${name}`);
    return record;
  }
}

function recordOf(document: string, commit: number, passages: number): DocumentRecord {
  return {
    document,
    version: commit,
    hash: passages === 0 ? null : 'h',
    passages,
    commit,
    deleted: passages === 0,
    pending: null,
    quarantine: null,
    staged: null,
  };
}

/** Commits of an index under churn. */
export const churnCommits = 60;

/** An index after so many commits: always the same, with documents rewritten and deleted in turn. */
export function churningIndex(commits: number): SampleIndex {
  const index = new SampleIndex();
  index.addSource(docs);
  for (let commit = 1; commit <= commits; commit++) {
    const texts = Array.from({ length: commit % 4 }, (_, n) => `pump ${commit} part ${n}`);
    index.commit(docs, { [`${commit % 7}.md`]: texts, [`${commit % 5}-b.md`]: texts.slice(1) });
  }
  return index;
}

/** Two documents, three passages, one commit. */
export function sampleIndex(collection?: string): SampleIndex {
  const index = new SampleIndex(collection);
  index.addSource(docs);
  index.commit(docs, { 'pump.md': ['pump one', 'pump two'], 'soup.md': ['soup'] });
  return index;
}
