import { beforeAll, describe, expect, it } from 'vitest';
import {
  deleteMatching,
  within,
  type TenantFilter,
} from '../../../src/adapters/qdrant/tenant-filter.js';
import { samplePassage } from '../../contract/passage-index-contract.js';
import { portErrorOf } from '../../contract/vendor-faults.js';
import { seedPassages, testQdrant, type TestQdrant } from './test-qdrant.js';

const source = { tenant: 'acme', corpus: 'handbook', source: 'docs' };
const never = new AbortController().signal;

describe('filters of the Qdrant adapter', () => {
  let qdrant: TestQdrant;
  beforeAll(async () => {
    qdrant = await testQdrant();
    const passage = samplePassage(source, 'pump.md', 'pump one');
    await seedPassages(qdrant, [{ source, passage, state: 'live' }]);
  });

  const named = { key: 'tenant', match: { value: 'acme' } };
  it.each([
    ['no conditions', {}],
    ['conditions that are undefined', { must: undefined }],
    ['an empty list of conditions', { must: [] }],
    ['an empty tenant', { must: [{ key: 'tenant', match: { value: '' } }] }],
    ['a tenant that is undefined', { must: [{ key: 'tenant', match: { value: undefined } }] }],
    ['the tenant among alternatives', { should: [named] }],
    ['every tenant but one', { must_not: [named] }],
    ['conditions on something else', { must: [{ key: 'source', match: { value: 'docs' } }] }],
  ])('never delete by %s', async (_title, filter) => {
    const { connection, collection, raw } = qdrant;
    const deleting = deleteMatching(connection, collection, filter as TenantFilter, never);
    const refused = { category: 'client_error', reason: 'unexpected', retryable: false };
    expect(await portErrorOf(deleting)).toMatchObject(refused);
    expect((await raw.count(collection)).count).toBe(1);
  });

  it('are not made without a tenant', () => {
    expect(() => within({ ...source, tenant: '' })).toThrow('names no tenant');
  });

  it('hold the tenant, corpus and source besides what is asked for', () => {
    expect(within(source, [{ has_id: ['x'] }], [{ has_vector: 'dense' }])).toEqual({
      must: [
        { key: 'tenant', match: { value: 'acme' } },
        { key: 'corpus', match: { value: 'handbook' } },
        { key: 'source', match: { value: 'docs' } },
        { has_id: ['x'] },
      ],
      must_not: [{ has_vector: 'dense' }],
    });
  });
});
