import type { Observation } from './observation.js';
import { gradeOf, grades, type Grade } from './scoring.js';

/** All runs of one scenario, counted. */
export interface Tally {
  readonly name: string;
  readonly runs: number;
  readonly questions: number;
  readonly grades: Readonly<Record<Grade, number>>;
  /** Why what was not a pass was none, with how often. */
  readonly reasons: Readonly<Record<string, number>>;
  readonly p95Ms: number;
  readonly doomedCalls: number;
  readonly probes: number;
  readonly extraCalls: number;
  readonly boughtTwice: number;
  /** The longest of all runs; null when it never came back. */
  readonly backAfterMs: number | null;
  /** What answers did without and what took its place, with how often. */
  readonly degraded: Readonly<Record<string, number>>;
}

export function tally(name: string, observations: readonly Observation[]): Tally {
  const outcomes = observations.flatMap((observation) => observation.outcomes);
  const broken = observations.flatMap((observation) => [
    ...observation.broken,
    ...(observation.backAfterMs === null ? ['the normal path did not come back'] : []),
  ]);
  const failures = broken.map((reason) => ({ grade: 'fail' as const, reason }));
  const graded = [...outcomes.map(gradeOf), ...failures];
  const sum = (of: (observation: Observation) => number) =>
    observations.reduce((total, observation) => total + of(observation), 0);
  const recoveries = observations.flatMap(({ backAfterMs }) => backAfterMs ?? []);
  const count = (grade: Grade) => graded.filter((one) => one.grade === grade).length;
  return {
    name,
    runs: observations.length,
    questions: outcomes.length,
    grades: Object.fromEntries(grades.map((grade) => [grade, count(grade)])) as Tally['grades'],
    reasons: frequencies(graded.flatMap(({ grade, reason }) => (grade === 'pass' ? [] : [reason]))),
    p95Ms: percentile(
      outcomes.map(({ tookMs }) => tookMs),
      0.95,
    ),
    doomedCalls: sum(({ doomedCalls }) => doomedCalls),
    probes: sum(({ probes }) => probes),
    extraCalls: sum(({ extraCalls }) => extraCalls),
    boughtTwice: outcomes.reduce((total, { boughtTwice }) => total + boughtTwice, 0),
    backAfterMs: recoveries.length === 0 ? null : Math.max(...recoveries),
    degraded: frequencies(
      outcomes.flatMap(({ result }) =>
        result.kind === 'answer'
          ? result.answer.degraded.map(({ stage, instead }) => `${stage} → ${instead}`)
          : [],
      ),
    ),
  };
}

/** How often each occurs, the most frequent first. */
export function frequencies(items: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([, one], [, other]) => other - one));
}

/** The smallest value that the share of all values does not exceed; 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}
