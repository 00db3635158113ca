import type { AnswerPlan } from '../../contracts/question-activities.js';
import type { Answer } from '../../contracts/answer.js';
import type { FusedCandidate } from '../../core/fuse.js';
import type { Budget } from './budget.js';
import type { QuestionRun } from './question-run.js';
import type { Evidence } from './retrieve.js';
import { runActivity } from './stages.js';

/** Reranking is skipped when less than this is left for it. */
const leastUsefulMs = 500;

export interface Ranked {
  readonly candidates: readonly FusedCandidate[];
  readonly rerank: Answer['rerank'];
}

/** Orders the best candidates by the reranker; without one, or when it fails, keeps the fused order. */
export async function rerank(
  plan: AnswerPlan,
  question: string,
  evidence: Evidence,
  budget: Budget,
  run: QuestionRun,
): Promise<Ranked> {
  const { candidates, scope } = evidence;
  if (!plan.rerank || candidates.length < 2) return { candidates, rerank: 'skipped' };
  const withinMs = budget.shareMs(plan.policies.rerank.budgetMs);
  if (withinMs < leastUsefulMs) {
    const cause = { reason: 'no_time', message: 'the deadline is near' } as const;
    run.degrade('rerank', cause, 'fused order');
    return { candidates, rerank: 'skipped' };
  }
  const { queue, model, circuits, candidates: most } = plan.rerank;
  const passageIds = candidates.slice(0, most).map(({ id }) => id);
  const reranked = await run.runStage('rerank', circuits, () =>
    runActivity(
      plan,
      {
        policy: plan.policies.rerank,
        withinMs,
        summary: `rerank ${passageIds.length} passages (${model})`,
        queue,
      },
      (activities) => activities.rerankPassages({ scope, question, passageIds }),
    ),
  );
  if (!reranked.ok) {
    run.degrade('rerank', reranked.failure, 'fused order');
    return { candidates, rerank: 'failed' };
  }
  run.spend('rerank', reranked.value.usage);
  return { candidates: inOrder(candidates, reranked.value.order), rerank: 'applied' };
}

/** The ranked candidates first, the others behind them in their old order. */
function inOrder(
  candidates: readonly FusedCandidate[],
  order: readonly string[],
): readonly FusedCandidate[] {
  const byId = new Map(candidates.map((candidate) => [candidate.id, candidate]));
  const named = order.flatMap((id) => byId.get(id) ?? []);
  const rest = candidates.filter(({ id }) => !order.includes(id));
  return [...named, ...rest];
}
