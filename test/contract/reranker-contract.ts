import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reranker } from '../../src/ports/reranker.js';
import { rerankCases } from '../fakes/dialects/rerank.js';
import { dialectCases } from './dialect-cases.js';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import type { Fault } from '../fakes/faults.js';
import { interruptionCases } from './interruption-cases.js';
import { expectOneRequest, incompatible, jsonFaultCases, portErrorOf } from './vendor-faults.js';

const query = 'When is the pump serviced?';
const documents = [
  'Soup is served at noon.',
  'A pump was bought.',
  'The pump is serviced every spring.',
];
const never = new AbortController().signal;

/** What every reranker promises, whatever the vendor does. */
export function rerankerContract(title: string, create: (vendor: FakeVendor) => Reranker): void {
  describe(`${title} as a reranker`, () => {
    let vendor: FakeVendor;
    let reranker: Reranker;
    beforeEach(async () => {
      vendor = await startFakeVendor();
      reranker = create(vendor);
    });
    afterEach(() => vendor.close());

    it('ranks every document, best first, with one request', async () => {
      const { scores } = await reranker.rerank(query, documents, never);
      expect(scores.map(({ index }) => index)).toEqual([2, 1, 0]);
      expect(vendor.calls.records.map(({ inputs }) => inputs)).toEqual([documents]);
    });

    it('asks for nothing when there are no documents', async () => {
      expect(await reranker.rerank(query, [], never)).toEqual({ scores: [], tokens: 0 });
      expect(vendor.calls.records).toHaveLength(0);
    });

    it('accepts fewer scores than documents', async () => {
      vendor.faults.next('rerank', { kind: 'scores', defect: 'short' });
      const { scores } = await reranker.rerank(query, documents, never);
      expect(scores.map(({ index }) => index)).toEqual([2]);
    });

    const defects = ['nan', 'null', 'duplicateIndex', 'outOfRange', 'empty'] as const;
    it.each([
      ...jsonFaultCases,
      ...defects.map((defect) => ({
        title: `scores: ${defect}`,
        fault: { kind: 'scores', defect } satisfies Fault,
        expected: incompatible,
      })),
    ])('fails once and says how: $title', async ({ fault, expected }) => {
      vendor.faults.always('rerank', fault);
      const error = await portErrorOf(reranker.rerank(query, documents, never));
      expect(error).toMatchObject(expected);
      await expectOneRequest(vendor, error);
    });

    describe('of other servers', () => {
      dialectCases(() => vendor, 'rerank', rerankCases, {
        call: async () =>
          (await reranker.rerank(query, documents, never)).scores.map(({ index }) => index),
        answer: [2, 1, 0],
      });
    });

    interruptionCases(
      () => vendor,
      'rerank',
      (signal) => reranker.rerank(query, documents, signal),
    );
  });
}
