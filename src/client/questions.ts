import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import type { Answer, Question, SearchResult } from '../contracts/answer.js';
import { queues } from '../contracts/names.js';
import { NotRunning } from './errors.js';
import { priorityOf } from './priority.js';
import { resultOf } from './run-result.js';
import { isTaken, resultOnceTaken } from './taken.js';

/** A question that was started. */
export interface Asked {
  readonly workflowId: string;
  readonly runId: string;
  /**
   * The answer. Throws NotRunning when none comes within the question's deadline, or within a minute
   * where it names none: name one where HOLDFAST_DEADLINE of the worker is longer. Aborting the signal
   * stops the waiting, not the question.
   */
  result(signal?: AbortSignal): Promise<Answer>;
  /** Whether a worker has begun with it. */
  isTaken(): Promise<boolean>;
  cancel(): Promise<void>;
}

/** What a client waits beyond the question's own deadline, and for one that names none. */
const marginMs = 15_000;
const usualDeadlineMs = 60_000;
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
    isTaken: () => isTaken(handle),
    cancel: async () => void (await handle.cancel()),
  };
}

/** Retrieval only. Throws BadInput for an unknown corpus, NotRunning when no worker takes it. */
export async function search(client: Client, question: Question): Promise<SearchResult> {
  const handle = await client.workflow.start('searchPassages', startOptions(question, 'search'));
  const found = waitFor(client, question, () => resultOnceTaken(handle));
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

/** The question in full and what was asked with it, as Markdown for the Temporal UI. */
function details({ question, tenant, corpus, topK, deadlineMs, patient }: Question): string {
  const within = deadlineMs === undefined ? 'the usual deadline' : `within ${deadlineMs / 1000} s`;
  return [
    question.replace(/^/gm, '> '),
    `Tenant \`${tenant}\`, corpus \`${corpus}\`, up to ${topK} passages, ${patient ? 'patient, ' : ''}${within}`,
  ].join('\n\n');
}

/** A client's own deadline: nobody waits for ever for a worker that does not come. */
async function waitFor<T>(
  client: Client,
  { deadlineMs, patient }: Question,
  result: () => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const waitMs = deadlineMs ? deadlineMs + marginMs : patient ? patientDeadlineMs : usualDeadlineMs;
  const deadline = AbortSignal.timeout(waitMs);
  const either = signal ? AbortSignal.any([signal, deadline]) : deadline;
  try {
    return await client.withAbortSignal(either, result);
  } catch (error) {
    if (!deadline.aborted) throw error;
    throw new NotRunning(
      `No worker answered within ${Math.round(waitMs / 1000)} s: is one running? ("holdfast status", "holdfast worker")`,
      { cause: error },
    );
  }
}

/** Temporal keeps summaries of up to 400 bytes; the UI shows one line. */
function shortened(text: string): string {
  const line = text.replace(/\s+/gu, ' ');
  return line.length <= 100 ? line : `${line.slice(0, 99)}…`;
}
