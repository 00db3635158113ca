import { createCircuitActivities } from '../activities/circuit-activities.js';
import { createIngestActivities } from '../activities/ingest-activities.js';
import { createQuestionActivities } from '../activities/question-activities.js';
import { withFailures } from '../activities/with-failures.js';
import { withMetrics } from '../activities/with-metrics.js';
import { withOpenCircuits } from '../activities/with-open-circuits.js';
import type { Config } from '../config.js';
import type { IngestActivities, QuestionActivities } from '../contracts/activities.js';
import type { CircuitActivities } from '../contracts/circuit.js';
import type { Recorder } from '../core/recorder.js';
import type { Notifier } from '../ports/notifier.js';
import type { QueueLimits } from '../ports/queue-limits.js';
import { circuitPlan, type Circuits } from './circuits/circuits.js';
import { answerSettings, ingestPlan } from './plans.js';
import type { Ports } from './ports.js';

/** Everything workflows can have done. */
export interface Activities {
  readonly question: QuestionActivities;
  readonly ingest: IngestActivities;
  readonly circuit: CircuitActivities;
}

export interface ActivityParts {
  readonly config: Config;
  readonly ports: Ports;
  readonly circuits: Circuits;
  readonly limits: QueueLimits;
  readonly notifier: Notifier;
  readonly record: Recorder;
  /** Whether runs may be made findable by search attributes. */
  readonly searchAttributes: boolean;
}

/** All activities over their ports, throwing failures that workflows can read. */
export function createActivities(parts: ActivityParts): Activities {
  const { config, ports, circuits, limits, notifier, record, searchAttributes } = parts;
  const { embed, search, rerank, generate, qdrantWrite, ingestEmbed } = config.stages;
  const settings = answerSettings(config, searchAttributes);
  const plan = ingestPlan(config, searchAttributes);
  const planOf = (dependency: string) => circuitPlan(config, dependency);
  const observers = { notifier, record };
  const asked = createQuestionActivities({ ...ports, settings });
  const noticing = withOpenCircuits(asked, () => circuits.open());
  const question = withFailures(observers, noticing, {
    inspectIndex: search,
    findCachedAnswer: search,
    embedQuestion: embed,
    searchLexical: search,
    searchDense: search,
    searchStandby: search,
    rerankPassages: rerank,
    generateAnswer: generate,
  });
  const ingested = createIngestActivities({ ...ports, ...ports.bulk, plan });
  const ingest = withFailures(observers, ingested, {
    scanSource: qdrantWrite,
    stageDocuments: qdrantWrite,
    embedPassages: ingestEmbed,
    commitDocuments: qdrantWrite,
    deleteDocuments: qdrantWrite,
    finishSource: qdrantWrite,
    sweepSource: qdrantWrite,
  });
  const circuit = withFailures(
    observers,
    createCircuitActivities({ planOf, limits, ...observers }),
    {},
  );
  return {
    question: withMetrics(record, question),
    ingest: withMetrics(record, ingest),
    circuit: withMetrics(record, circuit),
  };
}
