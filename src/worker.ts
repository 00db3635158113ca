import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { createIngestActivities } from './activities/ingest-activities.js';
import { createQuestionActivities } from './activities/question-activities.js';
import { withFailures } from './activities/with-failures.js';
import { registerSearchAttributes } from './adapters/temporal/register-search-attributes.js';
import type { Config } from './config.js';
import { queues } from './contracts/names.js';
import { answerSettings, ingestPlan } from './worker/plans.js';
import { openPorts } from './worker/ports.js';
import { limitedQueues } from './worker/task-queues.js';
import { startUpkeep } from './worker/upkeep.js';

/** A running worker process: all of Holdfast's task queues over one connection. */
export interface HoldfastWorker {
  /** What an operator should know, such as missing rights; empty when all is well. */
  readonly notices: readonly string[];
  /** Resolves after `shutdown()`; rejects when the worker can no longer run. */
  readonly running: Promise<void>;
  /** Lets running activities end, then stops polling. Idempotent. */
  shutdown(): Promise<void>;
}

/** Activities may end by themselves this long after a shutdown was asked for. */
const shutdownGrace = '10 seconds';

/** Connects to Temporal and starts the worker; throws when Temporal does not answer. */
export async function startWorker(config: Config): Promise<HoldfastWorker> {
  const { connectionOptions } = loadClientConnectConfig({
    overrideEnvVars: config.temporal.environment(),
  });
  const { address, namespace } = config.temporal;
  const connection = await NativeConnection.connect({
    ...connectionOptions,
    ...(address ? { address } : {}),
  });
  const client = new Client({ connection, namespace });
  const registration = await registerSearchAttributes(connection, namespace);
  const notices = registration.ok
    ? []
    : [
        `Running without search attributes: ${registration.why}. Questions are not filterable in the UI.`,
      ];

  const ports = openPorts(config, client);
  const settings = answerSettings(config, registration.ok);
  const plan = ingestPlan(config, registration.ok);
  const { embed, search, rerank, generate, qdrantWrite, ingestEmbed } = config.stages;
  const question = withFailures(createQuestionActivities({ ...ports, settings }), {
    inspectIndex: search,
    recallAnswer: search,
    embedQuestion: embed,
    searchLexical: search,
    searchDense: search,
    searchStandby: search,
    rerankPassages: rerank,
    generateAnswer: generate,
  });
  const ingest = withFailures(createIngestActivities({ ...ports, plan }), {
    scanSource: qdrantWrite,
    stageDocuments: qdrantWrite,
    embedPassages: ingestEmbed,
    commitDocuments: qdrantWrite,
    deleteDocuments: qdrantWrite,
    finishSource: qdrantWrite,
    sweepSource: qdrantWrite,
  });

  const shared: Omit<WorkerOptions, 'taskQueue'> = {
    connection,
    namespace,
    shutdownGraceTime: shutdownGrace,
    // Partial answers travel in heartbeats: the default throttle would hide nearly all of them.
    maxHeartbeatThrottleInterval: '200 milliseconds',
  };
  const main = Worker.create({
    ...shared,
    ...workflowCode(),
    taskQueue: queues.main,
    activities: { ...question, ...ingest },
    // A question must not wait long for the sticky queue of a worker that was killed.
    stickyQueueScheduleToStartTimeout: '1 second',
  });
  const limited = limitedQueues(config, question, ingest).map((queue) =>
    Worker.create({ ...shared, ...queue }),
  );
  const workers = await Promise.all([main, ...limited]);
  const upkeep = startUpkeep(client, { ...ports, collection: plan.collection });

  const running = Promise.all(workers.map((worker) => worker.run())).then(() => undefined);
  const closed = running.finally(async () => {
    await upkeep.stop();
    ports.close();
    await connection.close();
  });
  return {
    notices,
    running: closed,
    async shutdown() {
      for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      await closed;
    },
  };
}

/** The bundle made at build time, or the sources to make one from: two seconds at start. */
function workflowCode(): Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'> {
  const bundle = fileURLToPath(new URL('./workflow-bundle.js', import.meta.url));
  if (existsSync(bundle)) return { workflowBundle: { codePath: bundle } };
  return { workflowsPath: fileURLToPath(new URL('./workflows', import.meta.url)) };
}
