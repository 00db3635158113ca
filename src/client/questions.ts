import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Answer, Question, SearchResult } from '../contracts/answer.js';
import { queues } from '../contracts/names.js';
import { NotRunning } from './errors.js';
import { priorityOf } from './priority.js';
import { displayLine, markdownLine, markdownText } from '../core/display-text.js';
import { isPickedUp, resultOf, resultOncePickedUp } from './results.js';

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
  cancel(): Promise<void>;
}

/** How much longer than the question's deadline the client waits, and its deadline for one without. */
const marginMs = 15_000;
const defaultDeadlineMs = 60_000;
const patientDeadlineMs = 25 * 3_600_000;

/** Starts a question and returns at once. */
export async function startQuestion(client: Client, question: Question): Promise<Asked> {
  const handle = await client.workflow.start('answerQuestion', {
    ...startOptions(question, 'question'),
    staticDetails: details(question),
  });
  const runId = handle.firstExecutionRunId;
  return {
    workflowId: handle.workflowId,
    runId,
    result: (signal) => waitFor(client, question, () => handle.result() as Promise<Answer>, signal),
    isPickedUp: () => isPickedUp(handle),
    cancel: async () => void (await handle.cancel()),
  };
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
