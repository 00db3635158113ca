import { decodeVector } from '../../core/vector-codec.js';
import { countOf, fieldsOf, isFields, kindOf, type Fields } from '../shared/fields.js';

export interface EmbeddingsRead {
  /** By the place of its text; undefined where there is none, or its place is not sure. */
  readonly vectors: readonly (Float32Array | undefined)[];
  readonly tokens: number | undefined;
  /** Whether a vector came without the index of its text. */
  readonly unnumbered: boolean;
}

interface Entry {
  readonly index: number | undefined;
  readonly vector: Float32Array | undefined;
}

/**
 * Reads vectors wherever a server puts them: `data` (OpenAI), `embeddings` (Ollama, Cohere, Gemini), a
 * bare list (TEI), one `embedding`; as numbers or base64. A vector goes to the place its index names.
 * Where no index is given at all, as many vectors as texts are in order; a single one left out goes to
 * the only place that is left. Undefined for anything in which there is no list of vectors.
 */
export function readEmbeddings(answer: unknown, count: number): EmbeddingsRead | string {
  const list = listIn(answer);
  if (list === undefined) return `data: ${kindOf(answer)} without a list of vectors`;
  const entries = list.map(readEntry);
  const unnumbered = entries.some(({ index }) => index === undefined);
  return { vectors: placed(entries, count), tokens: tokensIn(fieldsOf(answer)), unnumbered };
}

function listIn(answer: unknown): readonly unknown[] | undefined {
  if (Array.isArray(answer)) return asList(answer);
  const { data, embeddings, embedding } = fieldsOf(answer);
  for (const found of [
    data,
    embeddings,
    fieldsOf(embeddings)['float'],
    fieldsOf(data)['embeddings'],
  ]) {
    if (Array.isArray(found)) return asList(found);
  }
  return embedding === undefined ? undefined : [{ embedding }];
}

/** A single vector is a list of one. */
function asList(list: readonly unknown[]): readonly unknown[] {
  return typeof list[0] === 'number' ? [list] : list;
}

function readEntry(entry: unknown): Entry {
  if (!isFields(entry)) return { index: undefined, vector: vectorOf(entry) };
  const { index, embedding, values, vector } = entry;
  return {
    index: typeof index === 'number' && Number.isInteger(index) ? index : undefined,
    vector: vectorOf(embedding ?? values ?? vector),
  };
}

/** Also a vector in a list of its own (llama.cpp), and one under `values` or `float`. */
function vectorOf(value: unknown): Float32Array | undefined {
  if (typeof value === 'string') return decoded(value);
  if (isFields(value)) return vectorOf(value['values'] ?? value['float'] ?? value['embedding']);
  if (!Array.isArray(value)) return undefined;
  const numbers = value as readonly unknown[];
  if (numbers.length === 1 && Array.isArray(numbers[0])) return vectorOf(numbers[0]);
  return Float32Array.from(numbers, (number) => (typeof number === 'number' ? number : NaN));
}

function decoded(base64: string): Float32Array | undefined {
  try {
    return decodeVector(base64);
  } catch {
    return undefined;
  }
}

function placed(entries: readonly Entry[], count: number): (Float32Array | undefined)[] {
  const [only] = entries;
  if (count === 1 && entries.length === 1) return [only?.vector];
  if (entries.every(({ index }) => index === undefined)) {
    return entries.length === count
      ? entries.map(({ vector }) => vector)
      : Array.from({ length: count }, () => undefined);
  }
  const places = Array.from({ length: count }, (_, place) =>
    entries.filter(({ index }) => index === place),
  );
  const vectors = places.map((found) => (found.length === 1 ? found[0]?.vector : undefined));
  const unnamed = entries.filter(({ index }) => index === undefined);
  const free = places.flatMap((found, place) => (found.length === 0 ? [place] : []));
  const [place] = free;
  if (unnamed.length === 1 && free.length === 1 && place !== undefined) {
    vectors[place] = unnamed[0]?.vector;
  }
  return vectors;
}

function tokensIn(answer: Fields): number | undefined {
  const usage = fieldsOf(answer['usage']);
  const billed = fieldsOf(fieldsOf(answer['meta'])['billed_units']);
  return countOf(
    usage['prompt_tokens'],
    usage['input_tokens'],
    usage['total_tokens'],
    answer['prompt_eval_count'],
    billed['input_tokens'],
  );
}
