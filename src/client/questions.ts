import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  CancelledFailure,
  WorkflowExecutionAlreadyStartedError,
  type Client,
  type WorkflowHandle,
} from '@temporalio/client';
import type { Answer, Question, SearchResult } from '../contracts/answer.js';
import { queues } from '../contracts/names.js';
import { NotRunning } from './errors.js';
import { priorityOf } from './priority.js';
import { displayLine, markdownLine, markdownText } from '../core/display-text.js';
import { causeOf, isPickedUp, resultOf, resultOncePickedUp } from './results.js';
import { requireWorker } from './temporal.js';

/** A question that was started. */
export interface Asked {
  readonly workflowId: string;
  readonly runId: string;
  /**
   * The answer. Throws NotRunning when none arrives within the question's deadline, or within a minute
   * where it has none: set one when HOLDFAST_DEADLINE of the worker is longer. Aborting the signal stops
   * the waiting, not the question.
   */
  result(signal?: AbortSignal): Promise<Answer>;
  /** Whether a worker has picked it up. */
  isPickedUp(): Promise<boolean>;
  /** Cancels the run; where it was started for somebody else, it only stops waiting for it. */
  cancel(): Promise<void>;
}

const workflowTaskTimeout = '3 seconds';

/** How much longer than the question's deadline the client waits, and its deadline for one without. */
const marginMs = 15_000;
const defaultDeadlineMs = 60_000;
const patientDeadlineMs = 25 * 3_600_000;

/**
 * Starts a question and returns at once. Where the same question is under way already, it follows that
 * run: however many ask at once, one answer is bought.
 */
export async function startQuestion(client: Client, question: Question): Promise<Asked> {
  const askedAt = Date.now();
  const stopped = new AbortController();
  const { handle, runId, isOwn } = await startOrFollow(client, question);

  /** A follower asks anew when the run it followed was cancelled, or had less time left than it has. */
  async function answer(): Promise<Answer> {
    const waitedMs = () => Date.now() - askedAt;
    try {
      const followed = (await resultOf(handle.result())) as Answer;
      const hadLess = ranOutOfTime(followed) && followed.timings.totalMs > waitedMs();
      if (isOwn || !hadLess) return followed;
    } catch (error) {
      if (isOwn || !(causeOf(error) instanceof CancelledFailure)) throw error;
    }
    const { deadlineMs } = question;
    const leftMs = deadlineMs === undefined ? undefined : Math.max(1000, deadlineMs - waitedMs());
    const again = await startOrFollow(client, {
      ...question,
      ...(leftMs && { deadlineMs: leftMs }),
    });
    return (await resultOf(again.handle.result())) as Answer;
  }

  return {
    workflowId: handle.workflowId,
    runId,
    result(signal) {
      const either = signal ? AbortSignal.any([signal, stopped.signal]) : stopped.signal;
      const taken = () => unlessNotTaken(client, { handle, isOwn }, answer());
      return waitFor(client, question, taken, either);
    },
    isPickedUp: () => isPickedUp(handle),
    async cancel() {
      if (isOwn) await handle.cancel();
      else stopped.abort(new CancelledFailure('The question was cancelled'));
    },
  };
}

interface Running {
  readonly handle: WorkflowHandle;
  readonly runId: string;
  readonly isOwn: boolean;
}

async function startOrFollow(client: Client, question: Question): Promise<Running> {
  const options = startOptions(question, 'question');
  const workflowId = question.cache ? sharedId(question) : options.workflowId;
  try {
    const handle = await client.workflow.start('answerQuestion', {
      ...options,
      workflowId,
      staticDetails: details(question),
    });
    return { handle, runId: handle.firstExecutionRunId, isOwn: true };
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const { runId } = await client.workflow.getHandle(workflowId).describe();
    return { handle: client.workflow.getHandle(workflowId, runId), runId, isOwn: false };
  }
}

/** Equal for equal questions with equal deadlines, so a run that is followed never has more time. */
function sharedId({ tenant, ...rest }: Question): string {
  const { question, corpus, topK, deadlineMs = null, patient } = rest;
  const input = JSON.stringify([question, corpus, topK, deadlineMs, patient]);
  const hash = createHash('sha256').update(input).digest('hex').slice(0, 32);
  return `question/${tenant}/${hash}`;
}

/** A run that no worker picks up at once makes sure by then that there is one. */
const takenWithinMs = 1_500;

/**
 * The result, or NotRunning where nothing picks the run up and no worker is there: then it is terminated,
 * so that it does not happen unexpectedly later. Asking before each start would cost every question a call.
 */
async function unlessNotTaken<T>(
  client: Client,
  { handle, isOwn }: Pick<Running, 'handle' | 'isOwn'>,
  result: Promise<T>,
): Promise<T> {
  const ended = new AbortController();
  let missing: unknown;
  const notTaken = delay(takenWithinMs, undefined, { signal: ended.signal }).then(async () => {
    if (await isPickedUp(handle)) return result;
    try {
      await requireWorker(client);
    } catch (error) {
      missing = error;
      if (isOwn) await handle.terminate('no worker picked it up');
      throw error;
    }
    return result;
  });
  // Terminated, the run fails before the one who terminated it is told.
  const ending = result.catch((error: unknown) => {
    throw missing ?? error;
  });
  try {
    return await Promise.race([ending, notTaken]);
  } finally {
    ended.abort();
    notTaken.catch(() => undefined);
    ending.catch(() => undefined);
  }
}

function ranOutOfTime({ kind, degraded }: Answer): boolean {
  return kind === 'failed' || degraded.some(({ reason }) => reason === 'no_time');
}

/** Retrieval only. Throws BadInput for an unknown corpus, NotRunning when no worker picks it up. */
export async function search(client: Client, question: Question): Promise<SearchResult> {
  const handle = await client.workflow.start('searchPassages', startOptions(question, 'search'));
  const found = waitFor(client, question, () => resultOncePickedUp(handle));
  return (await resultOf(found)) as SearchResult;
}

function startOptions(question: Question, kind: 'question' | 'search') {
  return {
    workflowId: `${kind}/${question.tenant}/${randomUUID()}`,
    taskQueue: queues.main,
    args: [question],
    // A worker that dies in its first step, which runs within the workflow task, is noticed by then.
    workflowTaskTimeout,
    staticSummary: shortened(question.question),
    priority: priorityOf('question', question.tenant),
  };
}

/** The question with its options, as Markdown for the Temporal UI. */
function details({ question, tenant, corpus, topK, deadlineMs, patient }: Question): string {
  const within = deadlineMs === undefined ? 'default deadline' : `within ${deadlineMs / 1000} s`;
  return [
    markdownText(question).replace(/^/gm, '> '),
    `Tenant **${markdownLine(tenant)}**, corpus **${markdownLine(corpus)}**, up to ${topK} passages, ${patient ? 'patient, ' : ''}${within}`,
  ].join('\n\n');
}

/** Enforces the client's own deadline, in case no worker ever picks the run up. */
async function waitFor<T>(
  client: Client,
  { deadlineMs, patient }: Question,
  result: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const waitMs = deadlineMs
    ? deadlineMs + marginMs
    : patient
      ? patientDeadlineMs
      : defaultDeadlineMs;
  const deadline = AbortSignal.timeout(waitMs);
  const either = signal ? AbortSignal.any([signal, deadline]) : deadline;
  try {
    return await client.withAbortSignal(either, result);
  } catch (error) {
    if (!deadline.aborted) throw error;
    throw new NotRunning(
      `No worker answered within ${Math.round(waitMs / 1000)} s: check that one is running with "holdfast doctor"`,
      { cause: error },
    );
  }
}

/** Temporal keeps summaries of up to 400 bytes; the UI shows one line. */
function shortened(text: string): string {
  const line = displayLine(text);
  return line.length <= 100 ? line : `${line.slice(0, 99)}…`;
}
