import { sleep } from '@temporalio/workflow';
import type { Answer, Question } from '../contracts/answer.js';
import { startBudget } from './question/budget.js';
import { recordQuestion } from './question/record-question.js';
import { planQuestion } from './question/stages.js';
import { tellBeginning, tellEnd, tellWaiting } from './question/story.js';
import { tryToAnswer, type Attempt } from './question/try-to-answer.js';

/** How long a patient question goes on trying, and how long it waits between two tries. */
const patienceMs = 24 * 3_600_000;
const firstPauseMs = 15_000;
const longestPauseMs = 600_000;
/** With less than this left after a pause, there is no use in waiting for it. */
const leastUsefulMs = 5_000;

/**
 * Answers one question from the documents of a tenant's corpus. Every failure of a service has a
 * branch; the result says which were taken. A patient question waits through an outage and tries
 * again; any other takes the best answer there is within its deadline. Fails only by cancellation.
 */
export async function answerQuestion(question: Question): Promise<Answer> {
  const plan = await planQuestion(question);
  tellBeginning(plan, question);
  const { patient, deadlineMs = patient ? patienceMs : plan.deadlineMs } = question;
  const patience = startBudget(deadlineMs);
  let openCircuits = plan.openCircuits ?? [];
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const leftMs = patience.remainingMs();
    const withinMs = patient ? Math.min(plan.deadlineMs, leftMs) : leftMs;
    const attempt = await tryToAnswer(plan, question, withinMs, openCircuits);
    const waits = patient && wouldBeBetterLater(attempt);
    if (!waits || patience.remainingMs() < pauseMs + leastUsefulMs) {
      tellEnd(plan, attempt.answer, attempt.index?.version ?? null);
      recordQuestion(attempt.answer, attempt.ledger.lacks);
      return attempt.answer;
    }
    tellWaiting(attempt.answer, pauseMs);
    await sleep(pauseMs);
    // What was known before the pause is out of date.
    openCircuits = [];
  }
}

/** Whether an outage kept this from being a full answer. */
function wouldBeBetterLater({ answer, ledger }: Attempt): boolean {
  const full = answer.kind === 'answered' && answer.source === 'rag';
  return !full && ledger.outages.length > 0;
}
