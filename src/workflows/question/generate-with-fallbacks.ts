import type {
  AnswerPlan,
  GenerateResult,
  GeneratorEntry,
} from '../../contracts/question-activities.js';
import type { Scope } from '../../contracts/passage.js';
import { pack } from '../../core/pack.js';
import type { FusedCandidate } from '../../core/fuse.js';
import type { Outcome, StageFailure } from '../../contracts/failure.js';
import type { Budget } from './budget.js';
import type { QuestionRun } from './question-run.js';
import { runActivity } from './stages.js';

/** Time kept for the last generator, which needs no vendor. */
const reservedForLastMs = 1_500;
/** A vendor is not asked when less than this is left for it. */
const leastUsefulMs = 1_000;
/** Share of the remaining time that one generator may take while others follow it. */
const shareOfOneGenerator = 0.6;

interface GeneratorCall {
  readonly entry: GeneratorEntry;
  readonly withinMs: () => number;
  readonly hasFallback: boolean;
}

export interface GenerationInput {
  readonly plan: AnswerPlan;
  readonly question: string;
  readonly scope: Scope;
  readonly candidates: readonly FusedCandidate[];
  readonly topK: number;
}

export type Written =
  | { readonly kind: 'answered'; readonly entry: GeneratorEntry; readonly result: Answered }
  | { readonly kind: 'insufficient'; readonly entry: GeneratorEntry }
  | { readonly kind: 'declined' }
  | { readonly kind: 'failed'; readonly failure: StageFailure };
type Answered = Extract<GenerateResult, { kind: 'answered' }>;

/**
 * Asks one generator after the other until one answers.
 * 1. A generator that fails, or has no time left, is recorded as degraded and the next one is asked.
 * 2. A context that was too long is packed smaller once, an output that was cut off gets twice the room
 *    once; then the next generator is asked.
 * 3. A silent provider is left, and a slow or throttling one not retried, while another provider's
 *    circuit is not known to be open. After one provider kept silent, no other is waited for at length.
 * 4. After one generator declines, one more is asked; a second decline is final.
 */
export async function generateWithFallbacks(
  input: GenerationInput,
  budget: Budget,
  run: QuestionRun,
): Promise<Written> {
  const { generators } = input.plan;
  let lastFailure: StageFailure | undefined;
  let declined = 0;
  for (const [position, entry] of generators.entries()) {
    const next = generators[position + 1];
    const withinMs = () => timeForGenerator(budget, next !== undefined);
    const hasProvider = generators
      .slice(position + 1)
      .some((other) => isProvider(other) && !run.isOpen(other.circuits));
    // Sentences of the documents are no equal of an answer, but better than a second long silence.
    const hasFallback = hasProvider || (next !== undefined && wasSilent(lastFailure));
    if (withinMs() < leastUsefulMs && next) {
      const message = `no time left for ${labelOf(entry)}`;
      run.degrade('generate', { reason: 'no_time', message }, labelOf(next));
      continue;
    }
    const written = await askGenerator(input, { entry, withinMs, hasFallback }, run);
    if (!written.ok) {
      lastFailure = written.failure;
      if (next) run.degrade('generate', written.failure, labelOf(next));
      continue;
    }
    const result = written.value;
    run.spend('generate', result.usage);
    if (result.kind === 'answered') return { kind: 'answered', entry, result };
    if (result.kind === 'insufficient') return { kind: 'insufficient', entry };
    declined += 1;
    if (declined === 2 || !next) return { kind: 'declined' };
    const message = `${labelOf(entry)} declined to answer`;
    run.degrade('generate', { reason: 'declined', message }, labelOf(next));
  }
  return lastFailure ? { kind: 'failed', failure: lastFailure } : { kind: 'declined' };
}

/** Asks one generator, and once more with a smaller context or a larger output where that helps. */
async function askGenerator(
  input: GenerationInput,
  call: GeneratorCall,
  run: QuestionRun,
): Promise<Outcome<GenerateResult>> {
  const { entry } = call;
  const again = (changed: GeneratorEntry) => generate(input, { ...call, entry: changed }, run);
  const first = await generate(input, call, run);
  if (first.ok) return first;
  switch (first.failure.reason) {
    case 'context_too_long':
      return again({ ...entry, contextTokens: entry.smallerContextTokens });
    case 'output_too_long':
      return again({ ...entry, maxOutputTokens: entry.maxOutputTokens * 2 });
    default:
      return first;
  }
}

async function generate(
  { plan, question, scope, candidates, topK }: GenerationInput,
  { entry, withinMs, hasFallback }: GeneratorCall,
  run: QuestionRun,
): Promise<Outcome<GenerateResult>> {
  const packed = pack({ candidates, budgetTokens: entry.contextTokens, max: topK });
  const passages = packed.passages.map(({ id, start, end }) => ({ id, start, end }));
  return run.runStage('generate', entry.circuits, () =>
    runActivity(
      plan,
      {
        policy: plan.policies.generate,
        withinMs: withinMs(),
        summary: `write the answer from ${passages.length} passages (${labelOf(entry)})`,
        queue: entry.queue,
        heartbeatMs: plan.heartbeatMs,
      },
      (activities) => activities.generateAnswer({ scope, question, entry, passages, hasFallback }),
    ),
  );
}

function timeForGenerator(budget: Budget, othersFollow: boolean): number {
  const left = budget.remainingMs();
  return othersFollow ? (left - reservedForLastMs) * shareOfOneGenerator : left;
}

function wasSilent(failure: StageFailure | undefined): boolean {
  return failure?.reason === 'slow_first_token' || failure?.reason === 'stalled';
}

/** The extractive generator calls no service, and is no equal of a provider. */
function isProvider({ circuits }: GeneratorEntry): boolean {
  return circuits.length > 0;
}

function labelOf({ provider, model }: GeneratorEntry): string {
  return provider === model ? provider : `${provider} ${model}`;
}
