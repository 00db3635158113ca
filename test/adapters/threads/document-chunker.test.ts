import { setImmediate as eventLoopTick } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { createThreadedChunker } from '../../../src/adapters/threads/document-chunker.js';
import { chunkFile, type DocumentFile } from '../../../src/core/chunk-file.js';
import { loadEncoding } from '../../../src/core/token-count.js';
import { portErrorOf } from '../../contract/vendor-faults.js';
import { handbook } from '../../core/sample-documents.js';

const never = new AbortController().signal;

function whole(text: string): DocumentFile {
  return {
    source: { tenant: 'acme', corpus: 'handbook', source: 'docs' },
    path: 'guide.md',
    version: 2,
    bytes: new TextEncoder().encode(text),
    encoding: 'cl100k_base',
  };
}

describe('the threaded chunker', () => {
  const chunker = createThreadedChunker();
  afterAll(() => chunker.close());

  it('returns the same passages as chunking on the main thread', async () => {
    const documents = [handbook(3), '# One\n\nShort.\n', ''].map(whole);
    const chunked = await Promise.all(documents.map((document) => chunker.chunk(document, never)));
    await loadEncoding('cl100k_base');
    expect(chunked).toEqual(documents.map(chunkFile));
  });

  it('reports why a document cannot be read', async () => {
    const binary = { ...whole(''), bytes: Uint8Array.of(1, 0, 2) };
    expect(await chunker.chunk(binary, never)).toMatchObject({ kind: 'unreadable' });
  });

  it('leaves the main thread responsive', async () => {
    let ticks = 0;
    let running = true;
    const chunked = chunker.chunk(whole(handbook(60)), never).finally(() => (running = false));
    while (running) {
      await eventLoopTick();
      ticks += 1;
    }
    expect(await chunked).toMatchObject({ kind: 'chunked' });
    expect(ticks).toBeGreaterThan(10);
  });

  it('drops a document whose caller has aborted', async () => {
    const waiting = new AbortController();
    const cancelled = portErrorOf(chunker.chunk(whole(handbook(60)), waiting.signal));
    const late = portErrorOf(chunker.chunk(whole(handbook(1)), AbortSignal.abort()));
    const next = chunker.chunk(whole('Next.'), never);
    waiting.abort();
    expect(await cancelled).toMatchObject({ category: 'cancelled', retryable: false });
    expect(await late).toMatchObject({ category: 'cancelled' });
    expect(await next).toMatchObject({ kind: 'chunked', passages: [{ text: 'Next.' }] });
  });

  it('distinguishes a timeout from a cancellation', async () => {
    const error = portErrorOf(chunker.chunk(whole(handbook(60)), AbortSignal.timeout(1)));
    expect(await error).toMatchObject({ reason: 'timeout', retryable: true });
  });

  it('gives up a document that takes too much memory, and continues with the next', async () => {
    const small = createThreadedChunker({ memoryMb: 128 });
    const html = { ...whole('<p>'.repeat(400_000)), path: 'deep.html' };
    const [large, next] = await Promise.all([
      small.chunk(html, never),
      small.chunk(whole('Next.'), never),
    ]);
    expect(large).toEqual({
      kind: 'unreadable',
      reason: 'chunking it takes more than 128 MB of memory',
    });
    expect(next).toMatchObject({ kind: 'chunked', passages: [{ text: 'Next.' }] });
    await small.close();
  });

  it('gives up a document that takes too long, and continues with the next', async () => {
    const hasty = createThreadedChunker({ timeMs: 50 });
    const large = await hasty.chunk(whole(handbook(60)), never);
    expect(large).toEqual({
      kind: 'unreadable',
      reason: 'chunking it takes longer than 0.05 s',
    });
    await hasty.close();
  });

  it('fails waiting documents with a retryable error when closed', async () => {
    const closing = createThreadedChunker();
    const error = portErrorOf(closing.chunk(whole(handbook(60)), never));
    await closing.close();
    expect(await error).toMatchObject({ retryable: true, category: 'transient' });
  });
});
