import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Client } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import {
  NativeConnection,
  Runtime,
  Worker,
  bundleWorkflowCode,
  type WorkflowBundleOption,
  type WorkerOptions,
} from '@temporalio/worker';
import { createCircuitActivities } from './activities/circuit-activities.js';
import { createIngestActivities } from './activities/ingest-activities.js';
import { createQuestionActivities } from './activities/question-activities.js';
import { withFailures } from './activities/with-failures.js';
import { withOpenCircuits } from './activities/with-open-circuits.js';
import { createTemporalCircuitBoard, replanEntity } from './adapters/temporal/circuit-board.js';
import { createTemporalQueueLimits } from './adapters/temporal/queue-limits.js';
import { registerSearchAttributes } from './adapters/temporal/register-search-attributes.js';
import { createWebhookNotifier, silentNotifier } from './adapters/webhook/notifier.js';
import type { Config } from './config.js';
import { queues } from './contracts/names.js';
import type { Notifier } from './ports/notifier.js';
import { currentQueue, isTriedAgain } from './worker/activity-context.js';
import { dependencyPlan, openCircuits } from './worker/circuits/circuits.js';
import { dependenciesOf } from './worker/circuits/dependencies.js';
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

  const identity = `holdfast/${randomUUID()}`;
  const circuits = openCircuits(config, {
    board: createTemporalCircuitBoard(client),
    process: identity,
    currentQueue,
    isTriedAgain,
  });
  const ports = openPorts(config, client, circuits);
  const settings = answerSettings(config, registration.ok);
  const plan = ingestPlan(config, registration.ok);
  const { embed, search, rerank, generate, qdrantWrite, ingestEmbed } = config.stages;
  const asked = withOpenCircuits(createQuestionActivities({ ...ports, settings }), () =>
    circuits.open(),
  );
  const question = withFailures(asked, {
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

  const circuit = withFailures(
    createCircuitActivities({
      planOf: (dependency) => dependencyPlan(config, dependency),
      limits: createTemporalQueueLimits(client, identity),
      notifier: notifierOf(config),
    }),
    {},
  );

  const shared: Omit<WorkerOptions, 'taskQueue'> = {
    connection,
    namespace,
    shutdownGraceTime: shutdownGrace,
    // Partial answers travel in heartbeats: the default throttle would hide nearly all of them.
    maxHeartbeatThrottleInterval: '200 milliseconds',
  };
  const forWorkflows: Omit<WorkerOptions, 'taskQueue'> = {
    ...shared,
    workflowBundle: await workflowBundle(),
    // Nothing must wait long for the sticky queue of a worker that was killed.
    stickyQueueScheduleToStartTimeout: '1 second',
  };
  const main = Worker.create({
    ...forWorkflows,
    taskQueue: queues.main,
    activities: { ...question, ...ingest },
  });
  const entities = Worker.create({
    ...forWorkflows,
    taskQueue: queues.entities,
    activities: circuit,
  });
  const limited = limitedQueues(config, question, ingest).map((queue) =>
    Worker.create({ ...shared, ...queue }),
  );
  const workers = await Promise.all([main, entities, ...limited]);
  await Promise.all(dependenciesOf(config).map(({ name }) => replanEntity(client, name)));
  const upkeep = startUpkeep(client, { ...ports, collection: plan.collection });

  const running = Promise.all(workers.map((worker) => worker.run())).then(() => undefined);
  const closed = running.finally(async () => {
    await upkeep.stop();
    circuits.stop();
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

/** The bundle made at build time, or one made of the sources now: two seconds. */
async function workflowBundle(): Promise<WorkflowBundleOption> {
  const built = fileURLToPath(new URL('./workflow-bundle.js', import.meta.url));
  if (existsSync(built)) return { codePath: built };
  const workflowsPath = fileURLToPath(new URL('./workflows', import.meta.url));
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: Runtime.instance().logger });
  return { code };
}

function notifierOf({ operations: { webhook } }: Config): Notifier {
  if (!webhook) return silentNotifier;
  const { logger } = Runtime.instance();
  return createWebhookNotifier({
    url: webhook.reveal(),
    onFailure(why) {
      logger.warn(`An alert could not be delivered: ${why}`);
    },
  });
}
