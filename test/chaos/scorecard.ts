import type { DialectResult } from './dialects.js';
import type { Soak } from './soak/run-soak.js';
import type { StormTally } from './storm/storm-tally.js';
import type { Tally } from './tally.js';

/** Everything a run of the chaos command found out. */
export interface Scorecard {
  readonly finishedAt: string;
  readonly seed: number;
  readonly scenarios: readonly Tally[];
  readonly storms: readonly NamedStorm[];
  /** The forms in which servers answer; none where they were not played. */
  readonly dialects: readonly DialectResult[];
  /** Kills at random moments; none where they were not played. */
  readonly soaks: readonly Soak[];
}

export interface NamedStorm extends StormTally {
  readonly name: string;
}

/** What the product is to reach, and what it reached. */
export interface Aim {
  readonly aim: string;
  readonly reached: string;
  readonly met: boolean;
}

export function aimsOf({ scenarios, storms, dialects, soaks }: Scorecard): readonly Aim[] {
  const passed = scenarios.filter(({ grades }) => grades.partial + grades.safe + grades.fail === 0);
  const singles: Aim = {
    aim: 'single faults: all pass',
    reached: `${passed.length} of ${scenarios.length}`,
    met: passed.length === scenarios.length,
  };
  const read = dialects.filter(({ passed }) => passed);
  const forms: Aim = {
    aim: 'dialects: every form of every server is taken as it should be',
    reached: `${read.length} of ${dialects.length}`,
    met: read.length === dialects.length,
  };
  return [
    ...(scenarios.length > 0 ? [singles] : []),
    ...(dialects.length > 0 ? [forms] : []),
    ...storms.flatMap(stormAims),
    ...soaks.map(soakAim),
  ];
}

function stormAims({ name, right, grades, p95Ms, phases }: NamedStorm): Aim[] {
  const outages = phases.filter(({ outage }) => outage);
  const doomed = Math.max(...outages.map(({ doomedCalls }) => doomedCalls));
  const back = Math.max(...phases.map(({ backAfterMs }) => backAfterMs ?? 0));
  const aim = (text: string, reached: string, met: boolean): Aim => {
    return { aim: `${name}: ${text}`, reached, met };
  };
  return [
    aim('at least 97 % right', `${(right * 100).toFixed(1)} %`, right >= 0.97),
    aim('none wrong, truncated, lost or bought twice', `${grades.fail}`, grades.fail === 0),
    aim('p95 under 4 s', seconds(p95Ms), p95Ms < 4_000),
    aim('at most 15 doomed calls in an outage', `${doomed}`, doomed <= 15),
    aim('normal path back within 5 s of each fault', seconds(back), back <= 5_000),
  ];
}

function soakAim({ kills, broken }: Soak): Aim {
  return {
    aim: `the soak: nothing lost, wrong or bought twice in ${killsOf(kills)} kills`,
    reached: `${broken.length} differences`,
    met: broken.length === 0,
  };
}

/** All kills of a soak together. */
export function killsOf(kills: Soak['kills']): number {
  return Object.values(kills).reduce((sum, times) => sum + times, 0);
}

/** Failures of any kind: the command then fails too. */
export function failuresOf({ scenarios, storms, dialects, soaks }: Scorecard): number {
  const unread = dialects.filter(({ passed }) => !passed).length;
  const broken = soaks.reduce((sum, soak) => sum + soak.broken.length, unread);
  return [...scenarios, ...storms].reduce((sum, { grades }) => sum + grades.fail, broken);
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
