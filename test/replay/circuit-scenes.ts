import { deepEqual, equal, ok, partialDeepStrictEqual } from 'node:assert/strict';
import type { CircuitPhase } from '../../src/contracts/circuit.js';
import { circuitBreakerId } from '../../src/contracts/names.js';
import { eventually } from '../support/eventually.js';
import { untilFound } from '../support/runs.js';
import { givenUpAsUsual } from '../support/vendors.js';
import type { Scene, Stage } from './stage.js';

const chat = 'openai/chat/gpt-4o-mini';
const answered = { kind: 'answered', source: 'rag' } as const;

/** An outage from its first failure to the probe that ends it, and a question that meets it. */
export const circuitScenes: readonly Scene[] = [
  {
    name: 'question-behind-open-circuits',
    async play(stage) {
      const { keyed, vendor } = stage;
      await keyed.restartWorker({
        ...givenUpAsUsual,
        HOLDFAST_CIRCUIT_FAILURES: '2',
        HOLDFAST_CIRCUIT_PROBE_WAIT: '10s..10s',
      });
      for (const route of ['chat', 'embeddings'] as const) {
        vendor.faults.always(route, { kind: 'status', status: 503 });
      }
      await keyed.client.ask('Is the Fresnel lens cleaned every Thursday?');
      await keyed.client.ask('Is the Fresnel lens cleaned with distilled water?');
      await untilPhase(stage, 'open');
      const asked = await keyed.client.start('Is the Fresnel lens cleaned on Thursdays?');
      const degraded = ['embed', 'generate'].map((of) => ({ stage: of }));
      partialDeepStrictEqual(await asked.result(), { ...answered, degraded });
      return { on: keyed, workflowId: asked.workflowId };
    },
  },
  {
    name: 'dependency-probed',
    async play(stage) {
      const { keyed } = stage;
      await eventually(async () => {
        const { degraded } = await keyed.client.ask(
          `Is the Fresnel lens cleaned at ${Date.now()}?`,
        );
        deepEqual(degraded, []);
      });
      await untilPhase(stage, 'closed');
      return { on: keyed, workflowId: circuitBreakerId('openai') };
    },
  },
  {
    name: 'dependency-operated',
    async play({ keyed }) {
      const { operator } = keyed.client;
      await operator.operate('anthropic', { verb: 'open', forMs: 600_000 });
      await operator.operate('anthropic', { verb: 'auto' });
      const queue = 'holdfast.generate.anthropic';
      await operator.setLimit('anthropic', queue, 3);
      await eventually(async () => ok(await operator.limit(queue), `${queue} is not limited`));
      return { on: keyed, workflowId: circuitBreakerId('anthropic') };
    },
  },
  {
    name: 'action-recorded',
    async play({ keyed }) {
      await keyed.client.operator.operate('anthropic', { verb: 'reset' });
      const query = `WorkflowType = 'recordAction' AND ExecutionStatus = 'Completed'`;
      const { workflowId, runId } = await untilFound(keyed.temporal, query);
      return { on: keyed, workflowId, runId };
    },
  },
];

function untilPhase({ keyed }: Stage, phase: CircuitPhase): Promise<void> {
  return eventually(async () => {
    const view = await keyed.client.operator.circuits('openai');
    const found = view?.circuits.find(({ name }) => name === chat);
    equal(found?.phase, phase);
  });
}
