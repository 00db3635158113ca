import { sleep } from '@temporalio/workflow';
import type { Answer, QuestionInput } from '../contracts/answer.js';
import { beginAttempt, type AttemptContext } from './question/attempt-context.js';
import { saveToCache } from './question/cached-answer.js';
import { recordQuestion } from './question/question-run.js';
import { beginQuestion } from './question/stages.js';
import { publishFinished, publishWaiting } from './question/ui.js';
import { tryToAnswer } from './question/try-to-answer.js';

/** How long a patient question keeps trying, and the longest it waits between two attempts. */
const patienceMs = 24 * 3_600_000;
const longestPauseMs = 600_000;
/** A pause that leaves less time than this afterwards is not worth waiting for. */
const leastUsefulMs = 5_000;

interface Attempt {
  readonly answer: Answer;
  readonly context: AttemptContext;
}

/**
 * Answers one question from the documents of a tenant's corpus. Every service failure has a fallback,
 * and the result names those that were used. A patient question waits and tries again while an outage
 * degrades its answer; any other returns the best answer it gets within its deadline. Fails only when
 * cancelled or when its input is not valid.
 */
export async function answerQuestion(input: QuestionInput): Promise<Answer> {
  let startedAt = Date.now();
  let begun = await beginQuestion(input, 'answer');
  const { plan } = begun;
  const { patient, deadlineMs = patient ? patienceMs : plan.deadlineMs } = plan.question;
  const endsAt = startedAt + deadlineMs;
  let best: Attempt | undefined;
  for (let pauseMs = plan.firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
    const leftMs = endsAt - startedAt;
    const withinMs = patient ? Math.min(plan.deadlineMs, leftMs) : leftMs;
    const context = beginAttempt(plan, begun, { startedAt, deadlineMs: withinMs });
    const attempt = { answer: await tryToAnswer(context), context };
    const hasOutage = context.run.outages.size > 0;
    best = hasOutage && best ? betterOf(best, attempt) : attempt;
    if (!patient || !hasOutage || endsAt - Date.now() < pauseMs + leastUsefulMs) {
      const { answer } = best;
      await saveToCache(plan, answer, best.context);
      publishFinished(plan, answer, best.context.index);
      recordQuestion(answer);
      return answer;
    }
    publishWaiting(plan, attempt.answer, pauseMs);
    await sleep(pauseMs);
    startedAt = Date.now();
    begun = await beginQuestion(input, 'answer');
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
