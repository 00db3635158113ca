import type { ActivityInterceptorsFactory } from '@temporalio/worker';
import { createCircuitActivities } from '../activities/circuit-activities.js';
import { createIngestActivities } from '../activities/ingest-activities.js';
import { createQuestionActivities } from '../activities/question-activities.js';
import type { Config } from '../config.js';
import type { IngestActivities } from '../contracts/ingest-activities.js';
import type { QuestionActivities } from '../contracts/question-activities.js';
import type { CircuitActivities } from '../contracts/circuit.js';
import type { Recorder } from '../core/recorder.js';
import type { Notifier } from '../ports/notifier.js';
import type { QueueLimits } from '../ports/queue-limits.js';
import { activityTraits, createActivityInterceptor } from './activity-interceptor.js';
import { circuitPlan, type Circuits } from './circuits/circuits.js';
import { answerSettings, ingestPlan } from './plans.js';
import type { Ports } from './ports.js';

/** Everything workflows can call, and what surrounds every call. */
export interface Activities {
  readonly question: QuestionActivities;
  readonly ingest: IngestActivities;
  readonly circuit: CircuitActivities;
  readonly interceptor: ActivityInterceptorsFactory;
}

export interface ActivityParts {
  readonly config: Config;
  readonly ports: Ports;
  readonly circuits: Circuits;
  readonly limits: QueueLimits;
  readonly notifier: Notifier;
  readonly record: Recorder;
  /** Whether the namespace has Holdfast's search attributes. */
  readonly searchAttributes: boolean;
}

/** All activities over their ports. */
export function createActivities(parts: ActivityParts): Activities {
  const { config, ports, circuits, limits, notifier, record, searchAttributes } = parts;
  const settings = answerSettings(config, searchAttributes);
  const plan = ingestPlan(config, searchAttributes);
  const planOf = (dependency: string) => circuitPlan(config, dependency);
  const observers = { notifier, record };
  return {
    question: createQuestionActivities({ ...ports, settings }),
    ingest: createIngestActivities({ ...ports, ...ports.bulk, plan }),
    circuit: createCircuitActivities({ planOf, limits, ...observers }),
    interceptor: createActivityInterceptor(activityTraits(config), observers, () =>
      circuits.open(),
    ),
  };
}
