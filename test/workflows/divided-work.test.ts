import { describe, expect, it, onTestFinished } from 'vitest';
import { NotRunning } from '../../src/client/errors.js';
import { lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { startHoldfast } from '../support/holdfast.js';

const question = 'After how many burning hours is the bulb of the lamp replaced?';

async function startWith(work: string) {
  const holdfast = await startHoldfast({ environment: { HOLDFAST_WORK: work } });
  onTestFinished(() => holdfast.close());
  return holdfast;
}

describe('a worker for ingestions', () => {
  it('ingests, previews and removes, and leaves questions to others', async () => {
    const holdfast = await startWith('ingestion');
    const { client } = holdfast;
    const root = await writeDocuments(lighthouseHandbook);
    const source = { source: 'handbook', root };
    expect(await client.preview(source)).toMatchObject({ new: 3 });
    expect(await (await client.ingest(source)).result()).toMatchObject({ phase: 'done', new: 3 });
    await expect(client.ask(question)).rejects.toBeInstanceOf(NotRunning);
    await client.remove({ source: 'handbook' });
    await (await client.ingest(source)).result();

    await holdfast.restartWorker({ HOLDFAST_WORK: 'questions' });
    expect(await client.ask(question)).toMatchObject({ kind: 'answered' });
  });
});

describe('a worker for questions', () => {
  it('answers, lists sources, and leaves ingestions to others', async () => {
    const { client } = await startWith('questions');
    const root = await writeDocuments(lighthouseHandbook);
    const source = { source: 'handbook', root };
    const forOthers = [
      client.ingest(source),
      client.preview(source),
      client.remove({ source: 'handbook' }),
    ];
    const refused = expect.any(NotRunning) as unknown;
    expect(await Promise.allSettled(forOthers)).toEqual(
      forOthers.map(() => ({ status: 'rejected', reason: refused })),
    );
    expect(await client.sources()).toEqual([]);
    // Nothing was ingested, which a worker says.
    expect(await client.ask(question)).toMatchObject({ kind: 'failed' });
  });
});
