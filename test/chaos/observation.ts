import type { Asked } from './ask.js';
import { callsOf, isDoomed, type QuestionCalls } from './calls.js';
import { grantedLeases } from './leases.js';
import type { Outcome } from './scoring.js';
import type { World } from './world.js';

/** What one run of a scenario showed. */
export interface Observation {
  readonly outcomes: readonly Outcome[];
  /** What else must not happen and did, in words; each is a failure. */
  readonly broken: readonly string[];
  /** Calls that met a fault, less the probes. */
  readonly doomedCalls: number;
  readonly probes: number;
  /** Calls beyond one for each stage of a question. */
  readonly extraCalls: number;
  /** From the end of the fault to the first question that missed nothing; null when there was none. */
  readonly backAfterMs: number | null;
}

/** Looks whether an answer is as it should be beyond its text, given the calls it took. */
export type Complain = (asked: Asked, calls: QuestionCalls) => string | undefined;

/** How a question fared, with the calls it took. */
export function outcomeOf(asked: Asked, calls: QuestionCalls, complain?: Complain): Outcome {
  const { fact, result, tookMs } = asked;
  const { boughtTwice, waitsCutShort } = calls;
  const complaint = complain?.(asked, calls);
  return { fact: fact.sentence, result, tookMs, boughtTwice, waitsCutShort, complaint };
}

/** Counts what a run cost from `since` on. `qdrantFaults`: requests to Qdrant that met one. */
export async function observe(
  { vendors, holdfast }: World,
  asked: readonly Asked[],
  since: number,
  qdrantFaults: number,
  complain?: Complain,
): Promise<Omit<Observation, 'broken' | 'backAfterMs'>> {
  const records = vendors.records().filter(({ at }) => at >= since);
  const calls = asked.map(({ fact }) => callsOf(fact.question, records));
  const leases = await grantedLeases(holdfast.temporal);
  const probes = leases.filter(({ at }) => at >= since).length;
  const met = records.filter(isDoomed).length + qdrantFaults;
  return {
    outcomes: asked.map((one, index) => outcomeOf(one, calls[index] as QuestionCalls, complain)),
    doomedCalls: Math.max(0, met - probes),
    probes,
    extraCalls: calls.reduce((sum, { extra }) => sum + extra, 0),
  };
}
