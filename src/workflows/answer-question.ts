import { sleep } from '@temporalio/workflow';
import type { Answer, Question } from '../contracts/answer.js';
import { startBudget } from './question/budget.js';
import { recordQuestion } from './question/record-question.js';
import { planQuestion } from './question/stages.js';
import { publishStarted, publishFinished, publishWaiting } from './question/ui.js';
import { tryToAnswer, type Attempt } from './question/try-to-answer.js';

/** How long a patient question goes on trying, and how long it waits between two tries. */
const patienceMs = 24 * 3_600_000;
const firstPauseMs = 15_000;
const longestPauseMs = 600_000;
/** With less than this left after a pause, there is no use in waiting for it. */
const leastUsefulMs = 5_000;

/**
 * Answers one question from the documents of a tenant's corpus. Every failure of a service has a
 * branch; the result says which were taken. A patient question waits while an outage takes something
 * from its answer, and tries again; any other takes the best answer there is within its deadline.
 * Fails only by cancellation.
 */
export async function answerQuestion(question: Question): Promise<Answer> {
  const plan = await planQuestion(question);
  publishStarted(plan, question);
  const { patient, deadlineMs = patient ? patienceMs : plan.deadlineMs } = question;
  const patience = startBudget(deadlineMs);
  let openCircuits = plan.openCircuits ?? [];
  let best: Attempt | undefined;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const leftMs = patience.remainingMs();
    const withinMs = patient ? Math.min(plan.deadlineMs, leftMs) : leftMs;
    const attempt = await tryToAnswer(plan, question, withinMs, openCircuits);
    const lacking = attempt.run.outages.size > 0;
    best = lacking && best ? betterOf(best, attempt) : attempt;
    if (!patient || !lacking || patience.remainingMs() < pauseMs + leastUsefulMs) {
      publishFinished(plan, best.answer, best.index?.version ?? null);
      recordQuestion(best.answer, best.run.lacks);
      return best.answer;
    }
    publishWaiting(attempt.answer, pauseMs);
    await sleep(pauseMs);
    // What was known before the pause is out of date.
    openCircuits = [];
  }
}

/** The later of two, unless the earlier one says more. */
function betterOf(earlier: Attempt, later: Attempt): Attempt {
  return worth(earlier.answer) > worth(later.answer) ? earlier : later;
}

function worth({ kind, source }: Answer): number {
  if (kind !== 'answered') return 0;
  return source === 'rag' ? 2 : 1;
}
