import type { Fault } from '../../fakes/faults.js';
import type { FaultScenario } from '../fault-scenario.js';

const throttled: Fault = { kind: 'status', status: 429 };

/** The same faults where the vendor answers in one piece: a question's words are to become a vector. */
export const embedderScenarios: readonly FaultScenario[] = [
  some('429 with Retry-After', { ...throttled, headers: { 'retry-after': '2' } }, 3),
  some('429 without Retry-After', throttled, 3),
  some('one 500', { kind: 'status', status: 500 }, 1),
  standing('503', { kind: 'status', status: 503 }),
  standing('connection reset', { kind: 'reset' }),
  standing('silence', { kind: 'silence' }),
  standing('body cut', { kind: 'cut' }),
  standing('stall', { kind: 'stall' }),
  standing('malformed answer', { kind: 'wrongShape' }),
  standing('HTML with status 200', { kind: 'html' }),
  standing('wrong dimension', { kind: 'vectors', defect: 'wrongDimensions' }),
  {
    name: 'embedder: slow',
    strike: ({ vendors: { primary } }) => void (primary.latency.embeddings = 3_000),
  },
];

function some(name: string, fault: Fault, calls: number): FaultScenario {
  return {
    name: `embedder: ${name}`,
    strike: ({ vendors }) => vendors.primary.faults.next('embeddings', fault, calls),
  };
}

function standing(name: string, fault: Fault): FaultScenario {
  return {
    name: `embedder: ${name}`,
    strike: ({ vendors }) => vendors.primary.faults.always('embeddings', fault),
  };
}
