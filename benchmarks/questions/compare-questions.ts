import { inParallel } from '../harness/in-parallel.js';
import { ratiosOf, spreadOf, type Spread } from '../harness/statistics.js';

export const variants = ['holdfast', 'bare', 'direct'] as const;
export type Variant = (typeof variants)[number];

/** Asks and waits for the answer; rejects when there was none. */
export type Ask = (question: string) => Promise<unknown>;

export interface Comparison {
  readonly mode: 'keyless' | 'keyed';
  readonly concurrency: number;
  readonly rounds: number;
  readonly questionsPerRound: number;
  /** Milliseconds of one question. */
  readonly latency: Readonly<Record<Variant, Spread>>;
  /** Questions per second, from one round to the next. */
  readonly throughput: Readonly<Record<Variant, Spread>>;
  /** Of the median latencies of each round. */
  readonly toBare: Spread;
  readonly toDirect: Spread;
}

export interface Plan extends Pick<
  Comparison,
  'mode' | 'concurrency' | 'rounds' | 'questionsPerRound'
> {
  readonly asks: Readonly<Record<Variant, Ask>>;
  /** A question that this variant was never asked before; all of them get the same ones. */
  readonly nextQuestion: Readonly<Record<Variant, () => string>>;
}

const warmUps = 8;

/** Measures the variants side by side: in each round all of them, every time another one first. */
export async function compareQuestions(plan: Plan): Promise<Comparison> {
  const { mode, concurrency, rounds, questionsPerRound } = plan;
  for (const variant of variants) await askAll(plan, variant, warmUps);
  const measured: Record<Variant, Round[]> = { holdfast: [], bare: [], direct: [] };
  for (let round = 0; round < rounds; round += 1) {
    for (const [at] of variants.entries()) {
      const variant = variants[(at + round) % variants.length]!;
      measured[variant].push(await askAll(plan, variant, questionsPerRound));
    }
  }
  const medians = (variant: Variant) => measured[variant].map(({ ms }) => spreadOf(ms).p50);
  return {
    mode,
    concurrency,
    rounds,
    questionsPerRound,
    latency: ofEach((variant) => spreadOf(measured[variant].flatMap(({ ms }) => ms))),
    throughput: ofEach((variant) => spreadOf(measured[variant].map(({ perSecond }) => perSecond))),
    toBare: ratiosOf(medians('holdfast'), medians('bare')),
    toDirect: ratiosOf(medians('holdfast'), medians('direct')),
  };
}

interface Round {
  readonly ms: readonly number[];
  readonly perSecond: number;
}

async function askAll(plan: Plan, variant: Variant, count: number): Promise<Round> {
  const ms: number[] = [];
  const startedAt = performance.now();
  await inParallel(count, plan.concurrency, async () => {
    const question = plan.nextQuestion[variant]();
    const askedAt = performance.now();
    await plan.asks[variant](question);
    ms.push(performance.now() - askedAt);
  });
  return { ms, perSecond: (count * 1000) / (performance.now() - startedAt) };
}

export function ofEach<T>(value: (variant: Variant) => T): Record<Variant, T> {
  return { holdfast: value('holdfast'), bare: value('bare'), direct: value('direct') };
}
