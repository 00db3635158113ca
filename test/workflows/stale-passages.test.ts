import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IngestProgress } from '../../src/contracts/ingest.js';
import { changeDocuments, lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { passagesIn, qdrantClient } from '../support/qdrant-contents.js';
import { untilStandbyIsComplete } from '../support/standby.js';

const boat = '# Boat\n\nThe supply boat lands at the north pier on Mondays.\n';

describe('what an ingestion leaves behind', () => {
  let holdfast: TestHoldfast;
  let root: string;

  beforeAll(async () => {
    holdfast = await startHoldfast({
      environment: { HOLDFAST_DEADLINE: '1s', HOLDFAST_STALE_GRACE: '4s' },
    });
    root = await writeDocuments({ ...lighthouseHandbook, 'boat.md': boat });
    await ingest();
  });
  afterAll(() => holdfast.close());

  async function ingest(): Promise<IngestProgress> {
    return (await holdfast.client.ingest({ source: 'handbook', root })).result();
  }
  const retired = async () =>
    (await passagesIn(holdfast.config))
      .filter(({ retiredAt }) => retiredAt !== undefined)
      .map(({ document }) => document)
      .sort();
  const live = async () =>
    (await passagesIn(holdfast.config)).filter((passage) => passage.live).map(({ id }) => id);
  const untilSwept = () => expect.poll(retired, { timeout: 20_000, interval: 200 }).toEqual([]);

  const manifest = () => `${holdfast.config.qdrant.collection}__manifest`;
  async function manifestEntries(kind: string): Promise<readonly Record<string, unknown>[]> {
    const filter = { must: [{ key: 'kind', match: { value: kind } }] };
    const { points } = await qdrantClient(holdfast.config).scroll(manifest(), { filter });
    return points.map(({ payload }) => payload ?? {});
  }
  const tombstones = async () =>
    (await manifestEntries('document'))
      .filter(({ deleted }) => deleted)
      .map(({ document }) => document);

  it('is kept for questions under way, and then deleted, but for what came back', async () => {
    const before = await live();
    await changeDocuments(root, { 'boat.md': '# Boat\n\nThe boat comes no more.\n' });
    await ingest();
    await changeDocuments(root, { 'boat.md': boat, 'fog.md': null });
    await ingest();
    expect(await retired()).toEqual(['boat.md', 'fog.md']);
    await untilSwept();
    expect(before).toEqual(expect.arrayContaining(await live()));
    expect(await live()).toHaveLength(before.length - 1);
    expect(await passagesIn(holdfast.config)).toHaveLength(before.length - 1);
  });

  it('includes tombstones, until they are no longer needed, a thousand commits later', async () => {
    expect(await tombstones()).toEqual(['fog.md']);
    const before = (await manifestEntries('source'))[0]!;
    expect(before).toMatchObject({ commit: 4, sweptCommit: 0 });
    await qdrantClient(holdfast.config).setPayload(manifest(), {
      payload: { commit: 1100 },
      filter: { must: [{ key: 'kind', match: { value: 'source' } }] },
      wait: true,
    });
    await changeDocuments(root, { 'boat.md': '# Boat\n\nThe boat was sold.\n' });
    await ingest();
    await expect.poll(tombstones, { timeout: 20_000, interval: 200 }).toEqual([]);
    const [after] = await manifestEntries('source');
    expect(after).toMatchObject({ commit: 1101, sweptCommit: 4 });
    await untilStandbyIsComplete(holdfast);
    const status = (await holdfast.client.sources())[0];
    expect(status).toMatchObject({ documents: 3, quarantined: 0 });
  });
});
