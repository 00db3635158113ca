import { setTimeout as sleep } from 'node:timers/promises';
import { BadInput, NotRunning, type Holdfast } from '../../src/client.js';
import type { Answer } from '../../src/contracts/answer.js';
import type { PlantedFact } from './planted-facts.js';
import { longestMs, type Outcome } from './scoring.js';

/** A question that was asked, and what its asker got. */
export interface Asked {
  readonly fact: PlantedFact;
  readonly askedAt: number;
  readonly tookMs: number;
  readonly result: Outcome['result'];
}

/** Somebody waits this long for a result that is no longer counted, so that nothing is left running. */
const giveUpMs = longestMs + 25_000;

/** Asks, and waits for whatever comes. Never throws. */
export async function ask(client: Holdfast, fact: PlantedFact, tenant?: string): Promise<Asked> {
  const askedAt = Date.now();
  const question = { question: fact.question, ...(tenant === undefined ? {} : { tenant }) };
  const abandoned = new AbortController();
  const nothing = sleep(giveUpMs, undefined, { signal: abandoned.signal }).then(
    (): Outcome['result'] => ({ kind: 'nothing' }),
    (): Outcome['result'] => ({ kind: 'nothing' }),
  );
  const result = await Promise.race([client.ask(question).then(answered, failed), nothing]);
  abandoned.abort();
  return { fact, askedAt, tookMs: Date.now() - askedAt, result };
}

/** Asks one question every `everyMs`, however many are under way, and waits for all of them. */
export async function askSteadily(
  client: Holdfast,
  facts: readonly PlantedFact[],
  everyMs: number,
): Promise<readonly Asked[]> {
  const begunAt = Date.now();
  const asked: Promise<Asked>[] = [];
  for (const [index, fact] of facts.entries()) {
    await sleep(Math.max(0, begunAt + index * everyMs - Date.now()));
    asked.push(ask(client, fact));
  }
  return Promise.all(asked);
}

function answered(answer: Answer): Outcome['result'] {
  return { kind: 'answer', answer };
}

function failed(error: unknown): Outcome['result'] {
  const message = error instanceof Error ? error.message : String(error);
  return {
    kind: 'error',
    message,
    typed: error instanceof NotRunning || error instanceof BadInput,
  };
}
