import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, type TestContext } from 'vitest';
import { obtainEncoderFiles } from '../../src/worker/encoder-files.js';
import { eventually } from '../support/eventually.js';
import { lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { storedPassages } from '../support/qdrant-contents.js';

describe('search by meaning without a key', () => {
  let holdfast: TestHoldfast;
  let why = '';
  beforeAll(async () => {
    await obtainEncoderFiles(process.env, () => undefined).catch((error: unknown) => {
      why = String(error);
    });
    holdfast = await startHoldfast({ environment: { HOLDFAST_EMBEDDING: 'embedded' } });
    const root = await writeDocuments(lighthouseHandbook);
    await (await holdfast.client.ingest({ source: 'handbook', root })).result();
  });
  afterAll(() => holdfast.close());
  const needsWeights = ({ skip }: TestContext) => {
    if (why) skip(`the weights cannot be had here: ${why}`);
  };

  it('finds documents by their words as soon as they are ingested', async () => {
    const answer = await holdfast.client.ask('Which pressure does the compressor need?');
    expect(answer).toMatchObject({ kind: 'answered', degraded: [] });
    expect(answer.answer).toContain('7 bar');
  });

  it('embeds them in the background, and then finds them across languages', async (context) => {
    needsWeights(context);
    await eventually(async () => {
      expect(await storedPassages(holdfast.config)).toMatchObject({ liveWithoutVector: 0 });
    });
    const found = await holdfast.client.search('유리는 얼마나 자주 청소하나요?');
    expect(found).not.toHaveProperty('embeddedShare');
    expect(found.hits[0]).toMatchObject({ document: 'lamp.md', lexicalScore: null });
    expect(found.degraded).toEqual([]);
    // Nothing was bought that would have to be kept.
    expect(existsSync(join(holdfast.config.dataDir, 'spool'))).toBe(false);
  });
});
