import type { Client } from '@temporalio/client';
import type { EarlierAnswer } from '../../contracts/activities.js';
import { answer } from '../../contracts/answer.js';
import { searchAttributes } from '../../contracts/names.js';
import type { AnswerLog } from '../../ports/answer-log.js';
import { PortError } from '../../ports/port-error.js';

/** Earlier answers from Temporal's own visibility store: no other service is needed to find them. */
export function createTemporalAnswerLog(client: Client): AnswerLog {
  return {
    async find(questionKey, limit, signal) {
      const deadline = Date.now() + 2_000;
      try {
        return await client.withAbortSignal(signal, () =>
          client.withDeadline(deadline, () => findAnswers(client, questionKey, limit)),
        );
      } catch (error) {
        throw new PortError('temporal: listing earlier answers failed', {
          dependency: 'temporal',
          category: 'transient',
          reason: 'unreachable',
          retryable: true,
          circuit: 'ignore',
          cause: error,
        });
      }
    },
  };
}

/** The default order of visibility is newest first. */
async function findAnswers(
  client: Client,
  questionKey: string,
  limit: number,
): Promise<EarlierAnswer[]> {
  const found: EarlierAnswer[] = [];
  for await (const run of client.workflow.list({ query: fullAnswersTo(questionKey) })) {
    const result = answer.safeParse(
      await client.workflow.getHandle(run.workflowId, run.runId).result(),
    );
    const indexVersion = run.memo?.indexVersion;
    if (!result.success || !run.closeTime || typeof indexVersion !== 'string') continue;
    const closedAt = run.closeTime.toISOString();
    found.push({ workflowId: run.workflowId, closedAt, indexVersion, answer: result.data });
    if (found.length === limit) break;
  }
  return found;
}

/** Written from the documents, undegraded: an answer from the cache would renew its own age. */
function fullAnswersTo(questionKey: string): string {
  return [
    `${searchAttributes.question} = '${questionKey.replace(/[^0-9a-f]/g, '')}'`,
    `${searchAttributes.outcome} = 'answered'`,
    `${searchAttributes.source} = 'rag'`,
    `${searchAttributes.degraded} = false`,
    `ExecutionStatus = 'Completed'`,
  ].join(' AND ');
}
