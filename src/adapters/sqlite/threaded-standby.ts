import { Worker } from 'node:worker_threads';
import { outcomes } from '../../core/outcome.js';
import { PortError, type PortErrorFields } from '../../ports/port-error.js';
import { runnerArguments, runsFromSources } from '../shared/source-runner.js';
import { createStandby, type Standby } from './standby.js';
import type { StandbyOperations } from './standby-operations.js';

export interface StandbyRequest {
  readonly id: number;
  readonly name: keyof StandbyOperations | 'close';
  readonly args: readonly unknown[];
}

export type StandbyReply = { readonly id: number } & (
  | { readonly result: unknown }
  | { readonly error: unknown }
  | { readonly failure: { readonly message: string; readonly fields: PortErrorFields } }
);

export interface ThreadedStandby extends Standby {
  /** Calls under way fail with a retryable error. */
  close(): Promise<void>;
}

const reads: ReadonlySet<StandbyRequest['name']> = new Set([
  'search',
  'load',
  'state',
  'findAnswer',
]);

/**
 * The standby in a file, on two threads: a search of a large index takes tens of milliseconds, which
 * would hold up every question of the worker, and must not wait for what is being copied.
 */
export function openThreadedStandby(file: string): ThreadedStandby {
  const reading = createThread(file);
  const writing = createThread(file);
  const standby = createStandby((name, ...args) => {
    const thread = reads.has(name) ? reading : writing;
    return thread.call(name, args) as Promise<never>;
  });
  return {
    ...standby,
    async close() {
      await Promise.all([reading.close(), writing.close()]);
    },
  };
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A thread that starts with the first call, and again with the next one after it has ended. */
function createThread(file: string) {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | undefined;
  let calls = 0;

  function start(): Worker {
    const started = new Worker(entry, { execArgv: runnerArguments(), workerData: file });
    const ended = (error: unknown) => {
      if (thread === started) thread = undefined;
      for (const { reject } of waiting.values()) reject(error);
      waiting.clear();
    };
    started.on('message', (reply: StandbyReply) => {
      const call = waiting.get(reply.id);
      waiting.delete(reply.id);
      // An idle thread must not keep the process alive.
      if (waiting.size === 0) started.unref();
      if ('result' in reply) call?.resolve(reply.result);
      else if ('error' in reply) call?.reject(reply.error);
      else call?.reject(new PortError(reply.failure.message, reply.failure.fields));
    });
    started.once('error', ended);
    started.once('exit', () => ended(interrupted()));
    return started;
  }

  function call(name: StandbyRequest['name'], args: readonly unknown[]): Promise<unknown> {
    thread ??= start();
    thread.ref();
    const id = ++calls;
    thread.postMessage({ id, name, args } satisfies StandbyRequest);
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  }

  return {
    call,
    async close() {
      if (!thread) return;
      await call('close', []).catch(() => undefined);
      await thread?.terminate();
    },
  };
}

const entry = new URL(`./standby-thread.${runsFromSources ? 'ts' : 'js'}`, import.meta.url);

function interrupted(): PortError {
  const message = 'standby: its thread has ended';
  return new PortError(message, { dependency: 'standby', ...outcomes.interrupted });
}
