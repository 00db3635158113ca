import type { AnswerPlan, GenerateResult, Rung } from '../../contracts/activities.js';
import type { Scope } from '../../contracts/passage.js';
import { pack } from '../../core/pack.js';
import type { FusedCandidate } from '../../core/fuse.js';
import type { Outcome, StageFailure } from '../stage-failure.js';
import type { Budget } from './budget.js';
import type { Ledger } from './ledger.js';
import { stageActivities } from './stages.js';

/** Time kept for the last rung, which needs no vendor. */
const reservedForLastRungMs = 1_500;
/** With less than this for it, a vendor's rung is not begun. */
const leastUsefulMs = 1_000;
/** Share of the time left that a rung may take while others stand behind it. */
const shareOfOneRung = 0.6;

export interface LadderInput {
  readonly plan: AnswerPlan;
  readonly question: string;
  readonly scope: Scope;
  readonly candidates: readonly FusedCandidate[];
  readonly topK: number;
}

export type Written =
  | { readonly kind: 'answered'; readonly rung: Rung; readonly result: Answered }
  | { readonly kind: 'insufficient'; readonly rung: Rung }
  | { readonly kind: 'refused' }
  | { readonly kind: 'failed'; readonly failure: StageFailure };
type Answered = Extract<GenerateResult, { kind: 'answered' }>;

/**
 * Asks one generator after the other until one answers.
 * 1. A rung that fails, or for which no time is left, is recorded and the next one is asked.
 * 2. A context that was too long is packed smaller once, an output that was cut gets twice the room
 *    once; then the next rung is asked.
 * 3. A refusal sends the question on to one more rung; a second one stands.
 */
export async function climbLadder(
  input: LadderInput,
  budget: Budget,
  ledger: Ledger,
): Promise<Written> {
  const { ladder } = input.plan;
  let lastFailure: StageFailure | undefined;
  let refusals = 0;
  for (const [position, rung] of ladder.entries()) {
    const next = ladder[position + 1];
    const withinMs = () => timeForRung(budget, next !== undefined);
    if (withinMs() < leastUsefulMs && next) {
      const message = `no time left for ${labelOf(rung)}`;
      ledger.degrade('generate', { reason: 'no_time', message }, labelOf(next));
      continue;
    }
    const written = await askRung(input, rung, withinMs, ledger);
    if (!written.ok) {
      lastFailure = written.failure;
      if (next) ledger.degrade('generate', written.failure, labelOf(next));
      continue;
    }
    const result = written.value;
    ledger.spend('generate', result.usage);
    if (result.kind === 'answered') return { kind: 'answered', rung, result };
    if (result.kind === 'insufficient') return { kind: 'insufficient', rung };
    refusals += 1;
    if (refusals === 2 || !next) return { kind: 'refused' };
    const message = `${labelOf(rung)} refused to answer`;
    ledger.degrade('generate', { reason: 'refused', message }, labelOf(next));
  }
  return lastFailure ? { kind: 'failed', failure: lastFailure } : { kind: 'refused' };
}

/** Asks one rung, and once more with a smaller context or a larger output where that was the fault. */
async function askRung(
  input: LadderInput,
  rung: Rung,
  withinMs: () => number,
  ledger: Ledger,
): Promise<Outcome<GenerateResult>> {
  const first = await generate(input, rung, rung.contextTokens, withinMs(), ledger);
  if (first.ok) return first;
  switch (first.failure.reason) {
    case 'context_too_long':
      return generate(input, rung, rung.smallerContextTokens, withinMs(), ledger);
    case 'output_too_long': {
      const roomier = { ...rung, maxOutputTokens: rung.maxOutputTokens * 2 };
      return generate(input, roomier, rung.contextTokens, withinMs(), ledger);
    }
    default:
      return first;
  }
}

async function generate(
  { plan, question, scope, candidates, topK }: LadderInput,
  rung: Rung,
  contextTokens: number,
  withinMs: number,
  ledger: Ledger,
): Promise<Outcome<GenerateResult>> {
  const packed = pack({ candidates, budgetTokens: contextTokens, max: topK });
  return ledger.run('generate', rung.circuits, () =>
    stageActivities(plan, {
      policy: plan.policies.generate,
      withinMs,
      summary: `write the answer from ${packed.ids.length} passages (${labelOf(rung)})`,
      queue: rung.queue,
      heartbeatMs: plan.heartbeatMs,
    }).generateAnswer({ scope, question, rung, passageIds: packed.ids }),
  );
}

function timeForRung(budget: Budget, othersBehind: boolean): number {
  const left = budget.remainingMs();
  return othersBehind ? (left - reservedForLastRungMs) * shareOfOneRung : left;
}

function labelOf({ provider, model }: Rung): string {
  return provider === model ? provider : `${provider} ${model}`;
}
