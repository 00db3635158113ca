import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Config } from '../../src/config.js';
import { queues } from '../../src/contracts/names.js';
import { endpointsOf } from '../../src/services.js';
import { registerNamespace } from '../../test/support/namespace.js';
import type { Servers } from '../harness/servers.js';
import type { BareQuestion } from './bare-workflow.js';
import type { QuestionCalls } from './calls.js';

/** Asks by a bare workflow on workers with the settings of Holdfast's. */
export interface Bare {
  ask(question: string): Promise<string>;
  close(): Promise<void>;
}

export async function startBare(
  servers: Servers,
  config: Config,
  calls: QuestionCalls,
): Promise<Bare> {
  const { address, namespace } = await registerNamespace(servers.temporalAddress);
  const connection = await NativeConnection.connect({ address });
  const workers = await startWorkers({ connection, namespace }, config, calls);
  const running = Promise.all(workers.map((worker) => worker.run()));
  const client = new Client({ connection: await Connection.connect({ address }), namespace });
  const equipment = equipmentOf(config);
  return {
    ask: (question) =>
      client.workflow.execute('bareQuestion', {
        workflowId: `bare/${randomUUID()}`,
        taskQueue: queues.main,
        args: [{ question, ...equipment } satisfies BareQuestion],
      }),
    async close() {
      await client.connection.close();
      for (const worker of workers) worker.shutdown();
      await running;
      await connection.close();
    },
  };
}

/** The queues of Holdfast with their limits; only what they carry differs. */
function startWorkers(
  where: Pick<WorkerOptions, 'connection' | 'namespace'>,
  config: Config,
  calls: QuestionCalls,
): Promise<Worker[]> {
  const main: WorkerOptions = {
    ...where,
    taskQueue: queues.main,
    workflowsPath: fileURLToPath(new URL('./bare-workflow.ts', import.meta.url)),
    activities: calls,
    stickyQueueScheduleToStartTimeout: '1 second',
  };
  const limited = endpointsOf(config).flatMap(({ role, queue }): WorkerOptions[] => {
    if (queue === null || role === 'bulkEmbed') return [];
    const { name: taskQueue, concurrency: maxConcurrentActivityTaskExecutions } = queue;
    return [{ ...where, taskQueue, activities: calls, maxConcurrentActivityTaskExecutions }];
  });
  return Promise.all([main, ...limited].map((options) => Worker.create(options)));
}

function equipmentOf({ embedder, reranker, generators }: Config): Omit<BareQuestion, 'question'> {
  return {
    embedder: embedder?.space.provider ?? null,
    reranker: reranker?.provider ?? null,
    rerankCandidates: reranker?.candidates ?? 0,
    generatorQueue: generators[0] ? queues.generate(generators[0].name) : queues.main,
  };
}
