import type { Fault } from '../../fakes/faults.js';
import type { FaultScenario } from '../fault-scenario.js';

export const rerankerScenarios: readonly FaultScenario[] = [
  standing('down', { kind: 'status', status: 503 }),
  standing('silence', { kind: 'silence' }),
  standing('scores that are NaN', { kind: 'scores', defect: 'nan' }),
  standing('short list', { kind: 'scores', defect: 'short' }),
  standing('duplicate indexes', { kind: 'scores', defect: 'duplicateIndex' }),
  standing('out-of-range indexes', { kind: 'scores', defect: 'outOfRange' }),
  standing('HTML with status 200', { kind: 'html' }),
];

function standing(name: string, fault: Fault): FaultScenario {
  return {
    name: `reranker: ${name}`,
    strike: ({ vendors }) => vendors.primary.faults.always('rerank', fault),
  };
}
