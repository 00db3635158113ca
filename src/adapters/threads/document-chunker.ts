import { Worker } from 'node:worker_threads';
import { classify } from '../../core/classify.js';
import type { ChunkedFile, DocumentFile } from '../../core/chunk-file.js';
import { outcomes } from '../../core/outcome.js';
import type { DocumentChunker } from '../../ports/document-chunker.js';
import { PortError } from '../../ports/port-error.js';
import { runnerArguments, runsFromSources } from '../shared/source-runner.js';

export interface ChunkRequest {
  readonly id: number;
  readonly document: DocumentFile;
}
export type ChunkReply =
  | { readonly id: number; readonly chunked: ChunkedFile }
  | { readonly id: number; readonly error: unknown };

export interface ThreadedChunker extends DocumentChunker {
  /** Ends the thread; documents still waiting are refused. */
  close(): Promise<void>;
}

/**
 * Cuts on a thread of its own: ten megabytes take seconds, for which heartbeats, questions and the
 * deadlines of all requests under way would have to wait. The thread starts with the first document,
 * and again if it should end.
 */
export function createThreadedChunker(): ThreadedChunker {
  const waiting = new Map<number, (reply: ChunkReply) => void>();
  let thread: Worker | undefined;
  let lastId = 0;

  function take(reply: ChunkReply): void {
    waiting.get(reply.id)?.(reply);
    waiting.delete(reply.id);
    // An idle thread must not keep the process alive, nor may the process end under a busy one.
    if (waiting.size === 0) thread?.unref();
  }

  function start(): Worker {
    const started = new Worker(entry, { execArgv: runnerArguments() });
    let error: unknown = closed();
    started.on('message', take);
    started.once('error', (cause: unknown) => {
      error = cause;
    });
    started.once('exit', () => {
      thread = undefined;
      for (const id of [...waiting.keys()]) take({ id, error });
    });
    return started;
  }

  function exchange(document: DocumentFile, signal: AbortSignal): Promise<ChunkReply> {
    signal.throwIfAborted();
    const id = ++lastId;
    thread ??= start();
    thread.ref();
    thread.postMessage({ id, document } satisfies ChunkRequest);
    return new Promise((resolve) => {
      const abort = () => take({ id, error: signal.reason as unknown });
      signal.addEventListener('abort', abort, { once: true });
      waiting.set(id, (reply) => {
        signal.removeEventListener('abort', abort);
        resolve(reply);
      });
    });
  }

  return {
    async chunk(document, signal) {
      try {
        const reply = await exchange(document, signal);
        if ('chunked' in reply) return reply.chunked;
        throw reply.error;
      } catch (error) {
        throw chunkingError(error, document, signal);
      }
    },
    async close() {
      await thread?.terminate();
    },
  };
}

const entry = new URL(`./chunking-thread.${runsFromSources ? 'ts' : 'js'}`, import.meta.url);

function closed(): PortError {
  const message = 'the chunking thread was closed';
  return new PortError(message, { dependency: 'worker', ...outcomes.interrupted });
}

function chunkingError(error: unknown, { path }: DocumentFile, signal: AbortSignal): PortError {
  const why = error instanceof Error ? error.message : String(error);
  return new PortError(`chunking ${path} failed: ${why}`, {
    dependency: 'worker',
    ...classify(error, { nowMs: Date.now(), signal }),
    cause: error,
  });
}
