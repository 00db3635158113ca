import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isAboutTexts } from '../../src/ports/port-error.js';
import type { Embedder } from '../../src/ports/embedder.js';
import { embeddingCases, vectorsOf } from '../fakes/dialects/embeddings.js';
import { fakeVector } from '../fakes/fake-vector.js';
import { json } from '../fakes/play.js';
import { dialectCases } from './dialect-cases.js';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import type { Fault } from '../fakes/faults.js';
import { interruptionCases } from './interruption-cases.js';
import { expectOneRequest, jsonFaultCases, portErrorOf, type Expected } from './vendor-faults.js';

const texts = [
  'The pump is serviced every spring.',
  '대한민국의 수도는 서울이다.',
  'Unrelated words.',
];
const never = new AbortController().signal;

/** What every embedder promises, whatever the vendor does. `create` gets 64 dimensions, batches of 4. */
export function embedderContract(title: string, create: (vendor: FakeVendor) => Embedder): void {
  describe(`${title} as an embedder`, () => {
    let vendor: FakeVendor;
    let embedder: Embedder;
    beforeEach(async () => {
      vendor = await startFakeVendor({ dimensions: 64 });
      embedder = create(vendor);
    });
    afterEach(() => vendor.close());

    it('embeds texts in order with one request and the tokens billed', async () => {
      const { vectors, tokens } = await embedder.embed(texts, never);
      const [first] = (await embedder.embed(texts.slice(0, 1), never)).vectors;
      expect(vectors).toHaveLength(texts.length);
      expect(vectors.map((vector) => vector.length)).toEqual([64, 64, 64]);
      expect(vectors[0]).toEqual(first);
      expect(tokens).toBe(vendor.calls.records[0]?.usage.inputTokens);
      expect(vendor.calls.embeddedTexts().get(texts[1] ?? '')).toBe(1);
    });

    it('asks for nothing when there are no texts', async () => {
      expect(await embedder.embed([], never)).toEqual({ vectors: [], tokens: 0 });
      expect(vendor.calls.records).toHaveLength(0);
    });

    it('rejects an empty text and a batch too large before sending anything', async () => {
      const tooMany = Array.from({ length: embedder.maxBatch + 1 }, () => 'word');
      for (const rejected of [['word', ''], tooMany]) {
        const error = await portErrorOf(embedder.embed(rejected, never));
        expect(error).toMatchObject({ category: 'client_error', reason: 'bad_input' });
      }
      expect(vendor.calls.records).toHaveLength(0);
    });

    const badVectors: Expected = { category: 'content', reason: 'bad_vectors', circuit: 'ignore' };
    const vectorCase = (
      defect: (Fault & { kind: 'vectors' })['defect'],
      expected: Expected = badVectors,
    ) => ({ title: `vectors: ${defect}`, fault: { kind: 'vectors', defect } as const, expected });

    it.each([
      ...jsonFaultCases,
      vectorCase('wrongDimensions', {
        category: 'client_error',
        reason: 'wrong_dimensions',
        retryable: false,
      }),
      vectorCase('missing'),
      vectorCase('null'),
      vectorCase('nan'),
      vectorCase('duplicateIndex'),
    ])('fails once and says how: $title', async ({ fault, expected }) => {
      vendor.faults.always('embeddings', fault);
      const error = await portErrorOf(embedder.embed(texts, never));
      expect(error).toMatchObject(expected);
      await expectOneRequest(vendor, error);
    });

    describe('of other servers', () => {
      const four = [...texts, 'A fourth text.'];
      dialectCases(() => vendor, 'embeddings', embeddingCases, {
        call: async () => (await embedder.embed(four, never)).vectors,
        answer: four.map((text) => fakeVector(text, 64)),
      });
    });

    it('keeps the vectors whose text is sure, with what was billed', async () => {
      vendor.faults.always('embeddings', {
        kind: 'play',
        play: (sent) =>
          json({
            data: vectorsOf(sent).map((embedding, index) => ({
              index,
              embedding: index === 1 ? embedding.map(() => null) : embedding,
            })),
            usage: { prompt_tokens: 21 },
          }),
      });
      const error = await portErrorOf(embedder.embed(texts, never));
      expect(error).toMatchObject({ reason: 'bad_vectors', usage: { calls: 1, inputTokens: 21 } });
      expect(isAboutTexts(error)).toBe(true);
      expect(error.vectors).toEqual(
        texts.map((text, place) => (place === 1 ? undefined : fakeVector(text, 64))),
      );
    });

    it('tells how many texts its server takes a request, from the first error on', async () => {
      const three = embeddingCases.find(({ title }) => title === 'three texts a request');
      vendor.faults.always('embeddings', { kind: 'play', play: three?.play ?? (() => undefined) });
      const error = await portErrorOf(embedder.embed([...texts, 'four'], never));
      expect(isAboutTexts(error)).toBe(true);
      expect(embedder.limits?.()).toMatchObject({ texts: 3 });
      const { vectors } = await embedder.embed(texts, never);
      expect(vectors).toEqual(texts.map((text) => fakeVector(text, 64)));
    });

    interruptionCases(
      () => vendor,
      'embeddings',
      (signal) => embedder.embed(texts, signal),
    );
  });
}
