import type { Client } from '@temporalio/client';
import type { CachedAnswer } from '../../contracts/activities.js';
import { answer } from '../../contracts/answer.js';
import { searchAttributes } from '../../contracts/names.js';
import type { AnswerCache } from '../../ports/answer-cache.js';
import { PortError } from '../../ports/port-error.js';

/** Cached answers from Temporal's visibility store: no other service is needed to find them. */
export function createTemporalAnswerCache(client: Client): AnswerCache {
  return {
    async find(questionKey, limit, signal) {
      const deadline = Date.now() + 2_000;
      try {
        return await client.withAbortSignal(signal, () =>
          client.withDeadline(deadline, () => findAnswers(client, questionKey, limit)),
        );
      } catch (error) {
        throw new PortError('temporal: listing cached answers failed', {
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
): Promise<CachedAnswer[]> {
  const found: CachedAnswer[] = [];
  for await (const run of client.workflow.list({ query: fullAnswersTo(questionKey) })) {
    if (run.status.name !== 'COMPLETED') continue;
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

/**
 * Written from the documents, undegraded: an answer from the cache would renew its own age. Only the
 * key is asked for by equality: among several equalities SQLite's planner may choose another one's
 * index, and read every answer there is.
 */
function fullAnswersTo(questionKey: string): string {
  const { kind, source } = answer.shape;
  return [
    `${searchAttributes.question} = '${questionKey.replace(/[^0-9a-f]/g, '')}'`,
    `${searchAttributes.outcome} NOT IN (${allBut('answered', kind.options)})`,
    `${searchAttributes.source} NOT IN (${allBut('rag', source.options)})`,
    `${searchAttributes.degraded} != true`,
  ].join(' AND ');
}

function allBut<T extends string>(one: T, options: readonly T[]): string {
  return options
    .filter((option) => option !== one)
    .map((option) => `'${option}'`)
    .join(', ');
}
