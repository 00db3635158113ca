import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import {
  createEmbeddedEmbedder,
  type EmbeddedEmbedder,
  type EncoderFiles,
} from '../../../src/adapters/embedded/embedder.js';
import { createTokenizer } from '../../../src/adapters/embedded/tokenizer.js';
import { obtainEncoderFiles } from '../../../src/worker/encoder-files.js';
import { portErrorOf } from '../../contract/vendor-faults.js';
import { eventually } from '../../support/eventually.js';
import reference from './reference.json' with { type: 'json' };

const never = new AbortController().signal;

/** What the wheel's own code makes of each text. */
const expected = reference.map(({ text, pieces, vector }) => {
  const bytes = Uint8Array.from(Buffer.from(vector, 'base64'));
  return { text, pieces, vector: new Float32Array(bytes.buffer) };
});

function cosine(one: Float32Array, other: Float32Array): number {
  return one.reduce((sum, value, at) => sum + value * other[at]!, 0);
}

describe('the embedder in the worker', () => {
  let files: EncoderFiles | undefined;
  let why = '';
  let embedder: EmbeddedEmbedder;
  beforeAll(async () => {
    const obtained = obtainEncoderFiles(process.env, () => undefined);
    embedder = createEmbeddedEmbedder(obtained, 32);
    files = await obtained.catch((error: unknown) => {
      why = String(error);
      return undefined;
    });
    if (files) await eventually(() => expect(embedder.isReady()).toBe(true));
  });
  afterAll(() => embedder.close());
  const needsWeights = ({ skip }: TestContext) =>
    files ?? skip(`the weights cannot be had here: ${why}`);

  it('cuts texts of all scripts into the pieces of the reference', async (context) => {
    const { model } = needsWeights(context);
    const tokenizer = createTokenizer(await readFile(model));
    for (const { text, pieces } of expected) {
      expect(tokenizer.encode(text), text).toEqual(pieces);
    }
  });

  it('makes the vectors of the reference, in order', async (context) => {
    needsWeights(context);
    const texts = expected.map(({ text }) => text);
    const { vectors, tokens } = await embedder.embed(texts, never);
    expected.forEach(({ text, vector }, at) => {
      expect(cosine(vectors[at]!, vector), text).toBeGreaterThan(0.999_999);
    });
    expect(tokens).toBe(expected.reduce((sum, { pieces }) => sum + pieces.length, 0));
    expect(embedder.space.dimensions).toBe(vectors[0]!.length);
  });

  it('places a translation nearer than another subject', async (context) => {
    needsWeights(context);
    const texts = [
      '등대는 매일 밤 켜진다.',
      'The lamp is lit every night.',
      'Invoices are due in May.',
    ];
    const [korean, english, other] = (await embedder.embed(texts, never)).vectors;
    expect(cosine(korean!, english!)).toBeGreaterThan(cosine(korean!, other!) + 0.2);
  });

  it('answers a question before the passages that wait', async (context) => {
    needsWeights(context);
    const ended: string[] = [];
    const passages = Array.from({ length: embedder.maxBatch }, () => expected.at(-1)!.text);
    const bulk = embedder.embed(passages, never).then(() => ended.push('passages'));
    const asked = embedder
      .embed(['Which lamp?'], never, 'query')
      .then(() => ended.push('question'));
    await Promise.all([bulk, asked]);
    expect(ended).toEqual(['question', 'passages']);
  });

  it('gives up what is aborted, and embeds what comes after it', async (context) => {
    needsWeights(context);
    const { text, vector } = expected[1]!;
    const abort = new AbortController();
    const failed = portErrorOf(embedder.embed([text, text, text], abort.signal));
    abort.abort();
    expect(await failed).toMatchObject({ category: 'cancelled' });
    const { vectors } = await embedder.embed([text], never);
    expect(cosine(vectors[0]!, vector)).toBeGreaterThan(0.999_999);
  });

  it('rejects an empty text and too many texts', async () => {
    const tooMany = Array.from({ length: embedder.maxBatch + 1 }, () => 'word');
    for (const rejected of [['word', ''], tooMany]) {
      const error = await portErrorOf(embedder.embed(rejected, never));
      expect(error).toMatchObject({ category: 'client_error', reason: 'bad_input' });
    }
    expect(await embedder.embed([], never)).toEqual({ vectors: [], tokens: 0 });
  });

  it('is not ready, and fails in a way that passes, where the weights cannot be had', async () => {
    const without = createEmbeddedEmbedder(Promise.reject(new Error('offline')), 32);
    expect(without.isReady()).toBe(false);
    const error = await portErrorOf(without.embed(['word'], never));
    expect(error).toMatchObject({ category: 'transient', retryable: true, circuit: 'ignore' });
    await without.close();
  });
});
