import type { Stage } from '../../../src/contracts/answer.js';
import { pseudoRandom } from '../../core/pseudo-random.js';
import { setLatency } from '../vendors.js';
import type { World } from '../world.js';

/** A part of the storm: everything is healed, then this breaks. */
export interface Phase {
  readonly name: string;
  /** The stage of a question that shows whether its normal path is back; null when none is broken. */
  readonly stage: Stage | null;
  /** How the names of its circuits begin. */
  readonly circuit?: string;
  /** Whether the dependency is out altogether: only then is every call to it doomed. */
  readonly outage: boolean;
  readonly strike: (world: World) => void | Promise<void>;
}

/** The eight parts of the storm; their dice fall alike for the same seed. */
export function stormPhases(seed: number): readonly Phase[] {
  const random = pseudoRandom(seed);
  const happens = (percent: number) => random.below(100) < percent;
  let reranked = 0;
  return [
    { name: 'healthy', stage: null, outage: false, strike: () => undefined },
    {
      name: '30 % 429 with Retry-After 2 s',
      stage: 'generate',
      circuit: 'openai/chat',
      outage: false,
      strike({ vendors: { primary } }) {
        for (const route of ['chat', 'embeddings'] as const) {
          primary.faults.decide(route, () =>
            happens(30)
              ? { kind: 'status', status: 429, headers: { 'retry-after': '2' } }
              : undefined,
          );
        }
      },
    },
    {
      name: 'generator outage',
      stage: 'generate',
      circuit: 'openai/chat',
      outage: true,
      strike: ({ vendors: { primary } }) =>
        primary.faults.always('chat', { kind: 'status', status: 503 }),
    },
    {
      name: 'generator brownout',
      stage: 'generate',
      circuit: 'openai/chat',
      outage: false,
      strike({ vendors: { primary } }) {
        setLatency(primary, 8);
        primary.faults.decide('chat', () =>
          happens(20) ? { kind: 'cut', afterTokens: 3 } : undefined,
        );
      },
    },
    {
      name: 'Qdrant black hole',
      stage: 'lexical_search',
      circuit: 'qdrant/',
      outage: true,
      strike: ({ qdrant }) => qdrant.tcp.setMode('blackhole'),
    },
    {
      name: 'embeddings outage',
      stage: 'embed',
      circuit: 'openai/embeddings',
      outage: true,
      strike: ({ vendors: { primary } }) => primary.faults.always('embeddings', { kind: 'reset' }),
    },
    {
      name: 'reranker NaN and 500',
      stage: 'rerank',
      circuit: 'cohere/rerank',
      outage: true,
      strike: ({ vendors: { primary } }) =>
        primary.faults.decide('rerank', () =>
          (reranked += 1) % 2 === 0
            ? { kind: 'status', status: 500 }
            : { kind: 'scores', defect: 'nan' },
        ),
    },
    { name: 'recovery', stage: null, outage: false, strike: () => undefined },
  ];
}
