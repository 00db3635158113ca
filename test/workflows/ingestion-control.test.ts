import { WorkflowFailedError } from '@temporalio/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BadInput, type Ingestion } from '../../src/client.js';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import { changeDocuments, lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { historiesOf } from '../support/histories.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { livePassages } from '../support/qdrant-contents.js';
import { vendorEnvironment } from '../support/vendors.js';

/** Documents that no other test has, so that what was bought for them can be counted. */
function stationsOf(region: string): Record<string, string> {
  const stations = Array.from({ length: 40 }, (_, n) => [
    `${n}.md`,
    `# Station ${n} of ${region}\n\nThe light of station ${n} in ${region} stands ${n * 3} metres above the sea.\n`,
  ]);
  return Object.fromEntries(stations) as Record<string, string>;
}

describe('an ingestion under way', () => {
  let vendor: FakeVendor;
  let holdfast: TestHoldfast;
  let source: string;
  let tests = 0;

  beforeAll(async () => {
    vendor = await startFakeVendor({ dimensions: 64 });
    holdfast = await startHoldfast({
      environment: { ...vendorEnvironment(vendor), HOLDFAST_EMBEDDING_BATCH: '8' },
    });
  });
  beforeEach(() => {
    tests += 1;
    source = `source-${tests}`;
  });
  afterAll(async () => {
    await holdfast.close();
    await vendor.close();
  });

  const ingest = (root: string) => holdfast.client.ingest({ source, root });
  const stored = async () =>
    (await livePassages(holdfast.config)).filter((passage) => passage.source === source);
  /** How often each text of the source's live passages was bought. */
  async function timesBought(): Promise<readonly number[]> {
    const times = vendor.calls.embeddedTexts();
    return (await stored()).map(({ embeddedText }) => times.get(embeddedText) ?? 0);
  }
  const progressOf = (run: Ingestion) => expect.poll(() => run.progress(), { timeout: 10_000 });

  it('is joined by a second start at the same moment', async () => {
    const root = await writeDocuments(stationsOf('Skye'));
    const [one, other] = await Promise.all([ingest(root), ingest(root)]);
    expect(other.runId).toBe(one.runId);
    const [summary, same] = await Promise.all([one.result(), other.result()]);
    expect(summary).toEqual(same);
    expect(summary).toMatchObject({ phase: 'done', new: 40, finished: 40 });
    expect(await timesBought()).toEqual(Array.from({ length: 40 }, () => 1));
  });

  it('scans once more for a second start, and refuses another root meanwhile', async () => {
    const documents = stationsOf('Mull');
    const root = await writeDocuments(documents);
    const held = vendor.hold('embeddings');
    const first = await ingest(root);
    // Both batches: what is read before the change is of the first scan.
    await vendor.calls.waitFor((calls) => calls.count('embeddings', 'inFlight') === 2);
    await changeDocuments(root, {
      '3.md': '# Station 3 of Mull\n\nThe light of station 3 was sold to Iona.\n',
      '7.md': null,
      'new.md': '# The newest station of Mull\n\nIt is made of glass fibre.\n',
    });
    const second = await ingest(root);
    await expect(ingest(await writeDocuments(documents))).rejects.toThrow(BadInput);
    expect(second.runId).toBe(first.runId);
    held.release();

    const summary = await first.result();
    expect(summary).toMatchObject({ phase: 'done', new: 41, changed: 1, gone: 1, finished: 43 });
    expect(await second.result()).toEqual(summary);
    const passages = await stored();
    expect(passages).toHaveLength(40);
    expect(passages.find(({ document }) => document === '3.md')?.text).toContain('sold to Iona');
    expect(passages.filter(({ document }) => document === '7.md')).toEqual([]);
    expect(await timesBought()).toEqual(passages.map(() => 1));
  });

  it('stops between two steps while it is paused, and tells so', async () => {
    const root = await writeDocuments(lighthouseHandbook);
    const held = vendor.hold('embeddings');
    const run = await ingest(root);
    await held.arrived;
    expect(await run.progress()).toMatchObject({
      phase: 'ingesting',
      new: 3,
      toDo: 3,
      finished: 0,
      embeddingCalls: 0,
    });
    await run.pause();
    held.release();
    await progressOf(run).toMatchObject({ phase: 'paused', embeddingCalls: 1, finished: 0 });
    expect(await stored()).toEqual([]);
    await run.resume();
    expect(await run.result()).toMatchObject({ phase: 'done', finished: 3 });
    expect(await timesBought()).toEqual((await stored()).map(() => 1));
  });

  it('leaves nothing half done when it is cancelled, and the next run buys only what is missing', async () => {
    const root = await writeDocuments(stationsOf('Uist'));
    const completed = () => vendor.calls.count('embeddings', 'completed');
    const before = completed();
    const held = vendor.hold('embeddings', 2);
    const run = await ingest(root);
    await held.arrived;
    await run.cancel();
    await expect(run.result()).rejects.toThrow(WorkflowFailedError);
    held.release();
    expect((await stored()).length).toBeLessThan(40);

    expect(await (await ingest(root)).result()).toMatchObject({ phase: 'done' });
    expect(completed() - before).toBe(5);
    expect(await timesBought()).toEqual(Array.from({ length: 40 }, () => 1));
  });

  it('writes no key and no text of a document into any history', async () => {
    const histories = await historiesOf(holdfast);
    expect(histories.filter(({ workflowId }) => workflowId.startsWith('ingest/'))).not.toEqual([]);
    const { OPENAI_API_KEY, ANTHROPIC_API_KEY, HOLDFAST_RERANK_API_KEY } = holdfast.environment;
    const keys = [OPENAI_API_KEY!, ANTHROPIC_API_KEY!, HOLDFAST_RERANK_API_KEY!];
    const texts = ['metres above the sea', 'Fresnel lens is cleaned', '일지를 반드시 작성'];
    for (const { workflowId, text } of histories) {
      expect(text, workflowId).toContain('workflowExecutionStarted');
      for (const secret of [...keys, ...texts]) expect(text, workflowId).not.toContain(secret);
    }
  });
});
