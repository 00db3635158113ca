import type { Fault } from '../../fakes/faults.js';
import type { FaultScenario } from '../fault-scenario.js';
import type { Complain } from '../observation.js';

const throttled: Fault = { kind: 'status', status: 429 };
const throttledFor2s: Fault = { ...throttled, headers: { 'retry-after': '2' } };

const flapMs = 2_000;

/** The answer's own account of tokens against what the vendors billed. A reranker bills by the search. */
const accountsDiffer: Complain = ({ result }, { records }) => {
  if (result.kind !== 'answer') return undefined;
  const { inputTokens, outputTokens } = result.answer.usage;
  const billed = records.filter(
    ({ outcome, route }) => outcome === 'completed' && route !== 'rerank',
  );
  const sum = (of: 'inputTokens' | 'outputTokens') =>
    billed.reduce((total, { usage }) => total + usage[of], 0);
  const account = `${inputTokens} and ${outputTokens} tokens`;
  const bill = `${sum('inputTokens')} and ${sum('outputTokens')} tokens`;
  return account === bill ? undefined : `accounts for ${account}, was billed ${bill}`;
};

/** Answers always come as a stream from the generator. */
export const generatorScenarios: readonly FaultScenario[] = [
  some('429 with Retry-After', throttledFor2s, 3),
  some('429 without Retry-After', throttled, 3),
  some('one 500', { kind: 'status', status: 500 }, 1),
  standing('503', { kind: 'status', status: 503 }),
  standing('connection reset', { kind: 'reset' }),
  standing('silence', { kind: 'silence' }),
  standing('slow first token', { kind: 'slowFirstToken', ms: 6_000 }),
  standing('stream cut', { kind: 'cut', afterTokens: 3 }),
  standing('stall', { kind: 'stall', afterTokens: 3 }),
  standing('malformed chunk', { kind: 'malformedEvent', afterTokens: 3 }),
  standing('end without finish', { kind: 'cleanEnd', afterTokens: 3 }),
  some('context too long', { kind: 'status', status: 400, code: 'context_length_exceeded' }, 3),
  standing('content filter', { kind: 'finish', reason: 'content_filter' }),
  {
    name: 'generator: a fallback that rejects the request',
    withLocalModel: true,
    strike({ vendors: { primary, backup } }) {
      primary.faults.always('chat', { kind: 'status', status: 503 });
      backup.faults.always('messages', { kind: 'status', status: 400 });
    },
  },
  {
    name: 'generator: flapping',
    questions: 20,
    strike({ vendors: { primary } }) {
      const begunAt = Date.now();
      primary.faults.decide('chat', () => {
        const down = Math.floor((Date.now() - begunAt) / flapMs) % 2 === 0;
        return down ? { kind: 'status', status: 503 } : undefined;
      });
    },
  },
  {
    name: 'generator: token accounting',
    // Billed, and of no use: it has to be asked again, and both are on the bill.
    strike: ({ vendors }) =>
      vendors.primary.faults.next('chat', { kind: 'finish', reason: 'length' }, 3),
    complain: accountsDiffer,
  },
];

/** The first so many calls fail. */
function some(name: string, fault: Fault, calls: number): FaultScenario {
  return {
    name: `generator: ${name}`,
    strike: ({ vendors }) => vendors.primary.faults.next('chat', fault, calls),
  };
}

/** Every call fails. */
function standing(name: string, fault: Fault): FaultScenario {
  return {
    name: `generator: ${name}`,
    strike: ({ vendors }) => vendors.primary.faults.always('chat', fault),
  };
}
