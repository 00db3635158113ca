import type { Config } from '../../config.js';
import type { Secret } from '../../config/secret.js';
import type { SlowRule } from '../../core/circuit/usual-latency.js';
import type { GuardedCall } from './guard.js';
import { circuitNames } from '../../config/circuit-names.js';

type Timeout = { readonly attemptMs: number };

/** What each kind of call stands behind, and when it is slow. */
export function guardedCalls({ circuits: { slow }, stages }: Config) {
  /** Slow by itself only when slower than usual: bulk differs too much from one call to the next. */
  const byShare = (ms: number): SlowRule => {
    const longestMs = ms * slow.afterShare;
    return { longestMs, timesUsual: Infinity, shortestMs: longestMs };
  };
  const byUsual = (ms: number): SlowRule => {
    const { timesUsual, shortestMs, afterShare } = slow;
    return { longestMs: ms * afterShare, timesUsual, shortestMs };
  };
  const guarded = (
    circuit: string,
    kind: string,
    { attemptMs }: Timeout,
    rule: SlowRule,
    credential?: string,
  ): GuardedCall => ({ circuit, credential, kind, slow: rule, timeoutMs: attemptMs });

  return {
    embeddings(provider: string, model: string, key: Secret | null) {
      const circuit = circuitNames.embeddings(provider, model);
      const credential = circuitNames.credential(provider, key);
      const { embed, ingestEmbed } = stages;
      return {
        question: guarded(circuit, 'question', embed, byUsual(embed.attemptMs), credential),
        bulk: guarded(circuit, 'bulk', ingestEmbed, byShare(ingestEmbed.attemptMs), credential),
      };
    },
    rerank(provider: string, model: string, key: Secret | null) {
      const circuit = circuitNames.rerank(provider, model);
      const credential = circuitNames.credential(provider, key);
      return guarded(
        circuit,
        'rerank',
        stages.rerank,
        byUsual(stages.rerank.attemptMs),
        credential,
      );
    },
    chat(provider: string, model: string, key: Secret | null) {
      const circuit = circuitNames.chat(provider, model);
      const credential = circuitNames.credential(provider, key);
      const { generate } = stages;
      return guarded(circuit, 'chat', generate, byUsual(generate.firstTokenMs), credential);
    },
    qdrant: {
      read: guarded(circuitNames.reads, 'read', stages.search, byShare(stages.search.attemptMs)),
      write: guarded(
        circuitNames.writes,
        'write',
        stages.qdrantWrite,
        byShare(stages.qdrantWrite.attemptMs),
      ),
    },
  };
}
