/**
 * Grows with every change to chunking that makes other chunks of the same document: a new index is built
 * then. It stands here because naming a collection must not load the tables that count tokens.
 */
export const chunkerVersion = 4;

/** What decides how the points of a collection look: when any of it changes, a new one is built. */
export interface CollectionMakeup {
  readonly alias: string;
  readonly space: {
    readonly provider: string;
    readonly model: string;
    readonly dimensions: number;
    readonly inputs?: string;
  } | null;
  /** Encoding that counts the tokens of chunks. */
  readonly encoding: string;
  readonly tokenizerVersion: number;
  readonly chunkerVersion: number;
}

/** Physical collection name, readable by people: alias, embedding space or "lexical", text processing. */
export function collectionName(makeup: CollectionMakeup): string {
  const { alias, space, encoding, tokenizerVersion, chunkerVersion } = makeup;
  const text = `${encoding}-t${tokenizerVersion}-c${chunkerVersion}`;
  return [alias, spaceSlug(space), slug(text)].join('__');
}

/** Whether vectors of this space may be compared with those in the collection. */
export function holdsSpace(collection: string, space: CollectionMakeup['space']): boolean {
  return space !== null && collection.split('__').at(-2) === spaceSlug(space);
}

/** Whether the collection was made without any embedder. */
export function isLexicalOnly(collection: string): boolean {
  return collection.split('__').at(-2) === spaceSlug(null);
}

/** Vectors of the encoder that runs in the worker: they cost nothing. */
export const embeddedSpace = {
  provider: 'embedded',
  model: 'use-multilingual-3',
  dimensions: 512,
};

function spaceSlug(space: CollectionMakeup['space']): string {
  if (space === null) return 'lexical';
  const { model, dimensions, inputs } = space;
  return slug(inputs === undefined ? `${model}-${dimensions}` : `${model}-${dimensions}-${inputs}`);
}

function slug(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, '-');
}

/**
 * Whether readers of the active collection would lose vectors they have, would they use the other: to
 * none, or from those of a server to those of the encoder in the worker, as when its key is gone.
 */
export function losesVectors(active: string, collection: string): boolean {
  return worth(collection) < worth(active);
}

function worth(collection: string): number {
  if (isLexicalOnly(collection)) return 0;
  return holdsSpace(collection, embeddedSpace) ? 1 : 2;
}
