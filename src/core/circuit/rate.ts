import type { RateReport, RateSettings } from '../../contracts/circuit.js';

/** What limits a queue, over the limit of the configuration. Rates are requests per second. */
export type Rate =
  | { readonly kind: 'free' }
  /** The first calls were throttled: all processes report before the rate of them all is cut. */
  | {
      readonly kind: 'gathering';
      readonly until: number;
      readonly samples: Readonly<Record<string, RateSample>>;
    }
  | {
      readonly kind: 'limited';
      readonly perSecond: number;
      /** Where raising ends. */
      readonly ceiling: number;
      readonly cutAt: number;
      readonly raiseAt: number;
      readonly cause: string;
    }
  | {
      readonly kind: 'paused';
      readonly until: number;
      /** Where raising ends, later. */
      readonly ceiling: number;
      readonly cause: string;
    }
  /** Set by an operator. */
  | { readonly kind: 'pinned'; readonly perSecond: number };

/** What one process saw of a queue's calls lately. */
export interface RateSample extends Omit<RateReport, 'queue'> {
  readonly by: string;
}

/**
 * With this share of recent calls throttled, the vendor accepts next to nothing; with this one, slowing
 * down saves more than it costs. Below it a refused call takes a moment and the next provider answers,
 * or a retry does, while a queue that is slowed down makes every call wait: measured, the product was
 * slower with a cut at the first refusal than without any.
 */
const mostlyThrottledShare = 0.8;
const cutShare = 0.5;
const enoughToJudge = 5;
/** Most vendors refill their limits evenly: after this long another try is worth it. */
const longestPauseMs = 5_000;
/** Processes report within half a second. */
const gatherMs = 750;

/**
 * The rate after these calls.
 * 1. A pin stays, and so does a pause.
 * 2. A vendor that says that nothing is left, or that throttled nearly all calls, gets none for a while.
 * 3. Where half of enough calls are throttled, the rate is cut, once per `settleMs`; without a limit, to
 *    what the vendor accepted from all processes together, once all of them had time to report.
 * 4. A vendor that says how little is left is obeyed before it throttles.
 */
export function observeRate(
  rate: Rate,
  sample: RateSample,
  now: number,
  settings: RateSettings,
): Rate {
  if (rate.kind === 'pinned' || rate.kind === 'paused') return rate;
  const ceiling =
    rate.kind === 'limited' ? rate.ceiling : withinBounds(perSecondOf(sample), settings);
  const { left, throttled } = sample;
  if (left && left.calls < 1) {
    const until = now + Math.min(left.wholeInMs, longestPauseMs);
    return { kind: 'paused', until, ceiling, cause: 'the vendor says that nothing is left' };
  }
  if (isThrottled(sample, mostlyThrottledShare)) {
    return { kind: 'paused', until: now + settings.quietMs, ceiling, cause: causeOf(sample) };
  }
  if (throttled > 0) return cutOrGather(rate, sample, now, settings);
  const current = rate.kind === 'limited' ? rate.perSecond : perSecondOf(sample);
  const allowed = Math.min(current, settings.ceiling ?? Infinity);
  if (!left || left.perSecond >= allowed) return rate;
  const cause = `the vendor accepts ${Math.floor(left.calls)} more calls before it throttles`;
  return limited(left.perSecond, ceiling, cause, now, settings);
}

function cutOrGather(rate: Rate, sample: RateSample, now: number, settings: RateSettings): Rate {
  switch (rate.kind) {
    case 'limited': {
      if (!isThrottled(sample)) return rate;
      if (now - rate.cutAt < settings.settleMs) return { ...rate, raiseAt: now + settings.quietMs };
      const { perSecond, ceiling } = rate;
      return limited(perSecond * settings.cut, ceiling, causeOf(sample), now, settings);
    }
    case 'gathering': {
      const earlier = rate.samples[sample.by];
      const joined = earlier ? join(earlier, sample) : sample;
      return { ...rate, samples: { ...rate.samples, [sample.by]: joined } };
    }
    default:
      return { kind: 'gathering', until: now + gatherMs, samples: { [sample.by]: sample } };
  }
}

/** Lets time make the first cut, raise what was cut, end a pause, and lift what reached its ceiling. */
export function advanceRate(rate: Rate, now: number, settings: RateSettings): Rate {
  const due = rateWakeAt(rate);
  if (due === null || now < due) return rate;
  switch (rate.kind) {
    case 'gathering': {
      const samples = Object.values(rate.samples);
      const all = samples.reduce(join);
      if (!isThrottled(all)) return { kind: 'free' };
      const seen = sumOf(samples, perSecondOf);
      const accepted = sumOf(samples, acceptedPerSecond);
      return limited(accepted, withinBounds(seen, settings), causeOf(all), now, settings);
    }
    case 'paused': {
      const { ceiling, cause } = rate;
      return limited(ceiling * settings.raise, ceiling, cause, now, settings);
    }
    case 'limited': {
      const perSecond = rate.perSecond + rate.ceiling * settings.raise;
      if (perSecond >= withinBounds(rate.ceiling, settings)) return { kind: 'free' };
      return { ...rate, perSecond, raiseAt: now + settings.stepMs };
    }
    default:
      return rate;
  }
}

/** When time will next change the rate; null when only calls will. */
export function rateWakeAt(rate: Rate): number | null {
  if (rate.kind === 'limited') return rate.raiseAt;
  return rate.kind === 'paused' || rate.kind === 'gathering' ? rate.until : null;
}

/** What the queue is to be limited to, over its own limit; null for nothing. */
export function limitOf(rate: Rate): number | null {
  if (rate.kind === 'paused') return 0;
  return rate.kind === 'limited' || rate.kind === 'pinned' ? rate.perSecond : null;
}

function limited(
  perSecond: number,
  ceiling: number,
  cause: string,
  now: number,
  settings: RateSettings,
): Rate {
  return {
    kind: 'limited',
    perSecond: withinBounds(perSecond, settings),
    ceiling: withinBounds(ceiling, settings),
    cutAt: now,
    raiseAt: now + settings.quietMs,
    cause,
  };
}

function isThrottled({ accepted, throttled }: RateSample, share = cutShare): boolean {
  const calls = accepted + throttled;
  return calls >= enoughToJudge && throttled / calls >= share;
}

/** Between the floor and what the configuration allows. */
function withinBounds(perSecond: number, { ceiling, floor }: RateSettings): number {
  return Math.min(ceiling ?? Infinity, Math.max(floor, perSecond));
}

function perSecondOf({ accepted, throttled, overMs }: RateSample): number {
  return ((accepted + throttled) * 1000) / Math.max(1, overMs);
}

function acceptedPerSecond(sample: RateSample): number {
  return perSecondOf({ ...sample, throttled: 0 });
}

function sumOf(samples: readonly RateSample[], of: (sample: RateSample) => number): number {
  return samples.reduce((total, sample) => total + of(sample), 0);
}

function causeOf({ accepted, throttled }: RateSample): string {
  return `${throttled} of ${accepted + throttled} calls were throttled`;
}

function join(one: RateSample, other: RateSample): RateSample {
  return {
    by: one.by,
    accepted: one.accepted + other.accepted,
    throttled: one.throttled + other.throttled,
    overMs: one.overMs + other.overMs,
  };
}
