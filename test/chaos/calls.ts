import type { RequestRecord } from '../fakes/call-log.js';

/** What one question cost its vendors, beyond one call for each stage. */
export interface QuestionCalls {
  readonly records: readonly RequestRecord[];
  readonly extra: number;
  readonly boughtTwice: number;
  readonly waitsCutShort: number;
}

/** Clocks of two timers: a call this much early is on time. */
const toleranceMs = 50;

/** Finds the calls of a question, which must be the only one of its wording, among all of all vendors. */
export function callsOf(question: string, all: readonly RequestRecord[]): QuestionCalls {
  const records = all.filter((record) => isFor(question, record));
  const stages = ['embeddings', 'rerank', 'generate'].map((stage) =>
    records.filter((record) => stageOf(record) === stage),
  );
  return {
    records,
    extra: sum(stages.map((calls) => Math.max(0, calls.length - 1))),
    boughtTwice: sum(stages.map((calls) => Math.max(0, calls.filter(isBought).length - 1))),
    waitsCutShort: records.filter((record) => cutShort(record, records)).length,
  };
}

/** A call that met a fault: made while its dependency was out. */
export function isDoomed({ fault }: RequestRecord): boolean {
  return fault !== undefined && fault !== 'slowFirstToken' && fault !== 'finish';
}

/** Completed and usable: an answer with another finish reason has to be bought again. */
function isBought({ outcome, fault }: RequestRecord): boolean {
  return outcome === 'completed' && fault !== 'finish';
}

function isFor(question: string, { route, inputs, body }: RequestRecord): boolean {
  switch (route) {
    case 'embeddings':
      return inputs.includes(question);
    case 'rerank':
      return (body as { readonly query: string }).query === question;
    default:
      return inputs[0]?.endsWith(`Question: ${question}`) ?? false;
  }
}

function stageOf({ route }: RequestRecord): string {
  return route === 'chat' || route === 'messages' ? 'generate' : route;
}

/** Whether the same vendor was asked again before the time it had named. */
function cutShort(refusal: RequestRecord, records: readonly RequestRecord[]): boolean {
  const { retryAfterMs, endedAt = refusal.at } = refusal;
  if (retryAfterMs === undefined) return false;
  return records.some(
    ({ id, route, at }) =>
      route === refusal.route && id > refusal.id && at < endedAt + retryAfterMs - toleranceMs,
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
