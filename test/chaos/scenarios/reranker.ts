import type { Fault } from '../../fakes/faults.js';
import { faultScenario } from '../fault-scenario.js';
import type { Scenario } from '../scenario.js';

export const rerankerScenarios: readonly Scenario[] = [
  standing('down', { kind: 'status', status: 503 }),
  standing('silence', { kind: 'silence' }),
  standing('scores that are NaN', { kind: 'scores', defect: 'nan' }),
  standing('short list', { kind: 'scores', defect: 'short' }),
  standing('duplicate indexes', { kind: 'scores', defect: 'duplicateIndex' }),
  standing('out-of-range indexes', { kind: 'scores', defect: 'outOfRange' }),
  standing('HTML with status 200', { kind: 'html' }),
];

function standing(name: string, fault: Fault): Scenario {
  return faultScenario({
    name: `reranker: ${name}`,
    strike: ({ vendors }) => vendors.primary.faults.always('rerank', fault),
  });
}
