import { sleep } from '@temporalio/workflow';
import type { Answer, QuestionInput } from '../contracts/answer.js';
import { startBudget } from './question/budget.js';
import { saveToCache } from './question/cached-answer.js';
import { recordQuestion } from './question/question-run.js';
import { planQuestion } from './question/stages.js';
import { publishStarted, publishFinished, publishWaiting } from './question/ui.js';
import { tryToAnswer, type Attempt } from './question/try-to-answer.js';

/** How long a patient question keeps trying, and the longest it waits between two attempts. */
const patienceMs = 24 * 3_600_000;
const longestPauseMs = 600_000;
/** A pause that leaves less time than this afterwards is not worth waiting for. */
const leastUsefulMs = 5_000;

/**
 * Answers one question from the documents of a tenant's corpus. Every service failure has a fallback,
 * and the result names those that were used. A patient question waits and tries again while an outage
 * degrades its answer; any other returns the best answer it gets within its deadline. Fails only when
 * cancelled or when its input is not valid.
 */
export async function answerQuestion(input: QuestionInput): Promise<Answer> {
  const plan = await planQuestion(input);
  const { question } = plan;
  publishStarted(plan);
  const { patient, deadlineMs = patient ? patienceMs : plan.deadlineMs } = question;
  const patience = startBudget(deadlineMs);
  let openCircuits = plan.openCircuits ?? [];
  let best: Attempt | undefined;
  for (let pauseMs = plan.firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const leftMs = patience.remainingMs();
    const withinMs = patient ? Math.min(plan.deadlineMs, leftMs) : leftMs;
    const attempt = await tryToAnswer(plan, withinMs, openCircuits);
    const hasOutage = attempt.run.outages.size > 0;
    best = hasOutage && best ? betterOf(best, attempt) : attempt;
    if (!patient || !hasOutage || patience.remainingMs() < pauseMs + leastUsefulMs) {
      await saveToCache(plan, best.answer, best.index);
      publishFinished(plan, best.answer, best.index?.version ?? null);
      recordQuestion(best.answer);
      return best.answer;
    }
    publishWaiting(attempt.answer, pauseMs);
    await sleep(pauseMs);
    // Circuits may have closed during the pause.
    openCircuits = [];
  }
}

/** The later of two, unless the first one has the better source. */
function betterOf(first: Attempt, later: Attempt): Attempt {
  return worth(first.answer) > worth(later.answer) ? first : later;
}

function worth({ kind, source }: Answer): number {
  if (kind !== 'answered') return 0;
  return source === 'rag' ? 2 : 1;
}
