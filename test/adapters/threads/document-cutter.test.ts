import { setImmediate as eventLoopTurn } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { createThreadedCutter } from '../../../src/adapters/threads/document-cutter.js';
import { cutDocument, type WholeDocument } from '../../../src/core/cut-document.js';
import { portErrorOf } from '../../contract/vendor-faults.js';
import { handbook } from '../../core/sample-documents.js';

const never = new AbortController().signal;

function whole(text: string): WholeDocument {
  return {
    source: { tenant: 'acme', corpus: 'handbook', source: 'docs' },
    path: 'guide.md',
    version: 2,
    bytes: new TextEncoder().encode(text),
    encoding: 'cl100k_base',
  };
}

describe('the cutter on a thread', () => {
  const cutter = createThreadedCutter();
  afterAll(() => cutter.close());

  it('cuts documents as they are cut without one, each for itself', async () => {
    const documents = [handbook(3), '# One\n\nShort.\n', ''].map(whole);
    const cut = await Promise.all(documents.map((document) => cutter.cut(document, never)));
    expect(cut).toEqual(documents.map(cutDocument));
  });

  it('says why a document cannot be read', async () => {
    const binary = { ...whole(''), bytes: Uint8Array.of(1, 0, 2) };
    expect(await cutter.cut(binary, never)).toMatchObject({ kind: 'unreadable' });
  });

  it('lets everything else go on meanwhile', async () => {
    let turns = 0;
    let cutting = true;
    const cut = cutter.cut(whole(handbook(60)), never).finally(() => (cutting = false));
    while (cutting) {
      await eventLoopTurn();
      turns += 1;
    }
    expect(await cut).toMatchObject({ kind: 'cut' });
    expect(turns).toBeGreaterThan(10);
  });

  it('lets go of a document nobody waits for any more', async () => {
    const waiting = new AbortController();
    const cancelled = portErrorOf(cutter.cut(whole(handbook(60)), waiting.signal));
    const late = portErrorOf(cutter.cut(whole(handbook(1)), AbortSignal.abort()));
    const next = cutter.cut(whole('Next.'), never);
    waiting.abort();
    expect(await cancelled).toMatchObject({ category: 'cancelled', retryable: false });
    expect(await late).toMatchObject({ category: 'cancelled' });
    expect(await next).toMatchObject({ kind: 'cut', passages: [{ text: 'Next.' }] });
  });

  it('tells a deadline from a cancellation', async () => {
    const error = portErrorOf(cutter.cut(whole(handbook(60)), AbortSignal.timeout(1)));
    expect(await error).toMatchObject({ reason: 'timeout', retryable: true });
  });

  it('refuses what is still waiting when it is closed', async () => {
    const closing = createThreadedCutter();
    const error = portErrorOf(closing.cut(whole(handbook(60)), never));
    await closing.close();
    expect(await error).toMatchObject({ retryable: true, category: 'transient' });
  });
});
