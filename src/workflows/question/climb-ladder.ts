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

/** One rung's turn. */
interface Turn {
  readonly rung: Rung;
  readonly withinMs: () => number;
  readonly othersStandBy: boolean;
}

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
 * 3. A provider that is slow or throttles is not tried again while another stands by: one whose circuit
 *    is not known to be open.
 * 4. A refusal sends the question on to one more rung; a second one stands.
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
    const othersStandBy = ladder
      .slice(position + 1)
      .some((other) => isProvider(other) && !ledger.isOpen(other.circuits));
    if (withinMs() < leastUsefulMs && next) {
      const message = `no time left for ${labelOf(rung)}`;
      ledger.degrade('generate', { reason: 'no_time', message }, labelOf(next));
      continue;
    }
    const written = await askRung(input, { rung, withinMs, othersStandBy }, ledger);
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
  turn: Turn,
  ledger: Ledger,
): Promise<Outcome<GenerateResult>> {
  const { rung } = turn;
  const first = await generate(input, turn, rung.contextTokens, ledger);
  if (first.ok) return first;
  switch (first.failure.reason) {
    case 'context_too_long':
      return generate(input, turn, rung.smallerContextTokens, ledger);
    case 'output_too_long': {
      const roomier = { ...rung, maxOutputTokens: rung.maxOutputTokens * 2 };
      return generate(input, { ...turn, rung: roomier }, rung.contextTokens, ledger);
    }
    default:
      return first;
  }
}

async function generate(
  { plan, question, scope, candidates, topK }: LadderInput,
  { rung, withinMs, othersStandBy }: Turn,
  contextTokens: number,
  ledger: Ledger,
): Promise<Outcome<GenerateResult>> {
  const packed = pack({ candidates, budgetTokens: contextTokens, max: topK });
  const passages = packed.passages.map(({ id, start, end }) => ({ id, start, end }));
  return ledger.run('generate', rung.circuits, () =>
    stageActivities(plan, {
      policy: plan.policies.generate,
      withinMs: withinMs(),
      summary: `write the answer from ${passages.length} passages (${labelOf(rung)})`,
      queue: rung.queue,
      heartbeatMs: plan.heartbeatMs,
    }).generateAnswer({ scope, question, rung, passages, othersStandBy }),
  );
}

function timeForRung(budget: Budget, othersBehind: boolean): number {
  const left = budget.remainingMs();
  return othersBehind ? (left - reservedForLastRungMs) * shareOfOneRung : left;
}

/** The last rung needs nobody, and is no match for a provider. */
function isProvider({ circuits }: Rung): boolean {
  return circuits.length > 0;
}

function labelOf({ provider, model }: Rung): string {
  return provider === model ? provider : `${provider} ${model}`;
}
