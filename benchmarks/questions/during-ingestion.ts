import { setTimeout as sleep } from 'node:timers/promises';
import { startIngestionProcess } from '../../src/cli/start-ingestion-process.js';
import type { TestHoldfast } from '../../test/support/holdfast-on.js';
import { startHoldfast } from '../harness/holdfast.js';
import type { Servers } from '../harness/servers.js';
import { startVendor } from '../harness/start-vendor.js';

export interface DuringIngestion {
  readonly questions: number;
  /** Milliseconds. */
  readonly alone: Tail;
  readonly during: Tail;
  /** Of the 95th percentiles. */
  readonly ratio: number;
  /** Passages the ingestion embedded meanwhile. */
  readonly embedded: number;
}
interface Tail {
  readonly p50: number;
  readonly p95: number;
}

const everyMs = 500;
/** About as fast as real ones are: questions wait for them, and so does the ingestion. */
const latency = { embeddings: 60, rerank: 80, chat: 150, betweenTokens: 15 };

/**
 * Questions at a steady pace, first alone, then while a bulk ingestion of the same tenant runs. With
 * the workers of `holdfast up`: one that answers and one that ingests.
 */
export async function measureDuringIngestion(
  servers: Servers,
  { root, questions }: { readonly root: string; readonly questions: readonly string[] },
): Promise<DuringIngestion> {
  const vendor = await startVendor({ dimensions: 256, latency });
  const holdfast = await startHoldfast(servers, {
    ...vendor.environment,
    HOLDFAST_CACHE: 'off',
    HOLDFAST_WORK: 'questions',
  });
  const ingesting = await startIngestionProcess(holdfast.config);
  try {
    await (await holdfast.client.ingest({ source: 'documents', root })).result();
    const half = Math.floor(questions.length / 2);
    await askSteadily(holdfast, questions.slice(0, 10));
    const alone = await askSteadily(holdfast, questions.slice(10, half));
    // The same documents as another source: everything is cut, embedded and written again.
    const run = await holdfast.client.ingest({ source: 'bulk', root });
    const during = await askSteadily(holdfast, questions.slice(half));
    const { passages, phase } = await run.progress();
    if (phase === 'done') throw new Error('The ingestion ended before the questions did');
    await run.cancel();
    await run.result().catch(() => undefined);
    const tails = { alone: tailOf(alone), during: tailOf(during) };
    return {
      questions: during.length,
      ...tails,
      ratio: tails.during.p95 / tails.alone.p95,
      embedded: passages,
    };
  } finally {
    await ingesting.stop();
    await holdfast.close();
    await vendor.stop();
  }
}

async function askSteadily(
  { client }: TestHoldfast,
  questions: readonly string[],
): Promise<readonly number[]> {
  const asked: Promise<number>[] = [];
  for (const question of questions) {
    asked.push(timed(() => client.ask({ question, cache: false })));
    await sleep(everyMs);
  }
  return Promise.all(asked);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begunAt = performance.now();
  await work();
  return performance.now() - begunAt;
}

function tailOf(values: readonly number[]): Tail {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { p50: at(0.5), p95: at(0.95) };
}
