import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { ChunkedFile, DocumentFile } from '../../core/chunk-file.js';
import { classify } from '../../core/classify.js';
import { outcomes } from '../../core/outcome.js';
import type { DocumentChunker } from '../../ports/document-chunker.js';
import { PortError } from '../../ports/port-error.js';
import { runnerArguments, runsFromSources } from '../shared/source-runner.js';

export type ChunkReply = { readonly chunked: ChunkedFile } | { readonly error: unknown };

export interface ThreadedChunker extends DocumentChunker {
  /** Ends the threads; documents still waiting fail with a retryable error. */
  close(): Promise<void>;
}

/** Ten megabytes of text take some seconds and 300 MB; what takes far more is not a text. */
export interface ChunkingLimits {
  /** Each holds tables of some 60 MB once it is used. */
  readonly threads?: number;
  readonly memoryMb?: number;
  readonly timeMs?: number;
}

interface Job {
  readonly document: DocumentFile;
  readonly settle: (reply: ChunkReply) => void;
}

/** Chunks on threads of their own, each one document at a time: large ones take seconds, during which the main thread must heartbeat. */
export function createThreadedChunker({
  threads = Math.min(2, availableParallelism()),
  memoryMb = 1_024,
  timeMs = 60_000,
}: ChunkingLimits = {}): ThreadedChunker {
  const all = Array.from({ length: threads }, () => createThread(memoryMb, timeMs));
  return {
    async chunk(document, signal) {
      // The first of those with the least to do: one that is not needed is never started.
      const least = Math.min(...all.map((thread) => thread.waiting()));
      const thread = all.find(({ waiting }) => waiting() === least);
      try {
        const reply = await thread!.exchange(document, signal);
        if ('chunked' in reply) return reply.chunked;
        throw reply.error;
      } catch (error) {
        throw chunkingError(error, document, signal);
      }
    },
    async close() {
      await Promise.all(all.map((thread) => thread.close()));
    },
  };
}

/** A document that exceeds the memory or the time is unreadable; the thread then starts again with the next one. */
function createThread(memoryMb: number, timeMs: number) {
  const queue: Job[] = [];
  let active: Job | undefined;
  let thread: Worker | undefined;
  let timer: NodeJS.Timeout | undefined;

  function next(): void {
    if (active) return;
    active = queue.shift();
    // An idle thread must not keep the process alive, nor may the process end under a busy one.
    if (!active) return thread?.unref();
    thread ??= start();
    thread.ref();
    thread.postMessage(active.document);
    timer = setTimeout(() => {
      finish({ chunked: unreadable(`chunking it takes longer than ${timeMs / 1000} s`) });
      restart();
    }, timeMs);
  }

  function finish(reply: ChunkReply): void {
    clearTimeout(timer);
    const job = active;
    active = undefined;
    job?.settle(reply);
  }

  function restart(): void {
    void thread?.terminate();
    thread = undefined;
    next();
  }

  function start(): Worker {
    const started = new Worker(entry, {
      execArgv: runnerArguments(),
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    });
    const isCurrent = () => thread === started;
    started.on('message', (reply: ChunkReply) => {
      if (!isCurrent()) return;
      finish(reply);
      next();
    });
    started.once('error', (error: unknown) => {
      if (!isCurrent()) return;
      finish(isOutOfMemory(error) ? { chunked: unreadable(tooMuchMemory) } : { error });
      restart();
    });
    started.once('exit', () => {
      if (!isCurrent()) return;
      thread = undefined;
      finish({ error: closed() });
      for (const job of queue.splice(0)) job.settle({ error: closed() });
    });
    return started;
  }

  const tooMuchMemory = `chunking it takes more than ${memoryMb} MB of memory`;

  function exchange(document: DocumentFile, signal: AbortSignal): Promise<ChunkReply> {
    signal.throwIfAborted();
    return new Promise((resolve) => {
      const abort = () => {
        const at = queue.indexOf(job);
        if (at >= 0) queue.splice(at, 1);
        job.settle({ error: signal.reason as unknown });
      };
      const job: Job = {
        document,
        settle(reply) {
          signal.removeEventListener('abort', abort);
          resolve(reply);
        },
      };
      signal.addEventListener('abort', abort, { once: true });
      queue.push(job);
      next();
    });
  }

  return {
    exchange,
    waiting: () => queue.length + (active ? 1 : 0),
    async close() {
      await thread?.terminate();
    },
  };
}

const entry = new URL(`./chunking-thread.${runsFromSources ? 'ts' : 'js'}`, import.meta.url);

function unreadable(reason: string): ChunkedFile {
  return { kind: 'unreadable', reason };
}

function isOutOfMemory(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ERR_WORKER_OUT_OF_MEMORY';
}

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
