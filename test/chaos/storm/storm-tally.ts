import { isDoomed } from '../calls.js';
import { gradeOf, grades, isRight, type Grade } from '../scoring.js';
import type { MachineUse } from '../machine.js';
import { frequencies, percentile } from '../tally.js';
import type { Past, StormRecord } from './run-storm.js';

export interface PhaseTally {
  readonly name: string;
  readonly outage: boolean;
  readonly questions: number;
  readonly grades: Readonly<Record<Grade, number>>;
  readonly p95Ms: number;
  /** Calls that met the fault, less the probes. */
  readonly doomedCalls: number;
  readonly probes: number;
  /**
   * From the end of the fault to the first question from which on none missed that stage; null when
   * nothing was broken, or the next fault is one of the same stage.
   */
  readonly backAfterMs: number | null;
  readonly degraded: Readonly<Record<string, number>>;
}

export interface StormTally {
  readonly questions: number;
  readonly grades: Readonly<Record<Grade, number>>;
  readonly reasons: Readonly<Record<string, number>>;
  /** Share of all questions. */
  readonly right: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly extraCalls: number;
  readonly boughtTwice: number;
  readonly waitsCutShort: number;
  readonly machine: MachineUse | null;
  readonly phases: readonly PhaseTally[];
}

export function tallyStorm(storm: StormRecord): StormTally {
  const { asked, phases, machine } = storm;
  const graded = asked.map(({ outcome }) => gradeOf(outcome));
  const times = asked.map(({ tookMs }) => tookMs);
  const sum = (of: (one: StormRecord['asked'][number]) => number) =>
    asked.reduce((total, one) => total + of(one), 0);
  return {
    questions: asked.length,
    grades: countGrades(graded.map(({ grade }) => grade)),
    reasons: frequencies(graded.flatMap(({ grade, reason }) => (grade === 'pass' ? [] : [reason]))),
    right: graded.filter(({ grade }) => isRight(grade)).length / Math.max(1, asked.length),
    p50Ms: percentile(times, 0.5),
    p95Ms: percentile(times, 0.95),
    extraCalls: sum(({ extraCalls }) => extraCalls),
    boughtTwice: sum(({ outcome }) => outcome.boughtTwice),
    waitsCutShort: sum(({ outcome }) => outcome.waitsCutShort),
    machine,
    phases: phases.map((past, index) => tallyPhase(storm, past, phases[index + 1])),
  };
}

function tallyPhase(storm: StormRecord, past: Past, next: Past | undefined): PhaseTally {
  const { phase, begunAt, endedAt } = past;
  const within = (at: number) => at >= begunAt && at < endedAt;
  const asked = storm.asked.filter(({ askedAt }) => within(askedAt));
  const probes = storm.leases.filter(
    ({ circuit, at }) => within(at) && phase.circuit && circuit.startsWith(phase.circuit),
  ).length;
  const met =
    storm.records.filter((record) => within(record.at) && isDoomed(record)).length +
    storm.swallowedAt.filter(within).length;
  return {
    name: phase.name,
    outage: phase.outage,
    questions: asked.length,
    grades: countGrades(asked.map(({ outcome }) => gradeOf(outcome).grade)),
    p95Ms: percentile(
      asked.map(({ tookMs }) => tookMs),
      0.95,
    ),
    doomedCalls: Math.max(0, met - probes),
    probes,
    backAfterMs: backAfterMs(storm, past, next),
    degraded: frequencies(
      asked.flatMap(({ result }) =>
        result.kind === 'answer'
          ? result.answer.degraded.map(
              ({ stage, cause, instead }) =>
                `${stage}: ${withoutNumbers(cause)} → ${withoutNumbers(instead)}`,
            )
          : [],
      ),
    ),
  };
}

function backAfterMs({ asked }: StormRecord, past: Past, next: Past | undefined): number | null {
  const { stage } = past.phase;
  if (stage === null || next === undefined || next.phase.stage === stage) return null;
  const after = asked.filter(({ askedAt }) => askedAt >= past.endedAt && askedAt < next.endedAt);
  const last = after.findLastIndex(
    ({ result }) =>
      result.kind !== 'answer' || result.answer.degraded.some((one) => one.stage === stage),
  );
  const first = after[last + 1];
  return first ? first.askedAt - past.endedAt : next.endedAt - past.endedAt;
}

function countGrades(given: readonly Grade[]): Record<Grade, number> {
  const count = (grade: Grade) => given.filter((one) => one === grade).length;
  return Object.fromEntries(grades.map((grade) => [grade, count(grade)])) as Record<Grade, number>;
}

/** Causes that differ only in a time or a number are the same. */
function withoutNumbers(text: string): string {
  return text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z|\d+/gu, '…');
}
