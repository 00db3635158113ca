import type { Config } from '../../config.js';
import { circuitNames } from '../../config/circuit-names.js';
import { embeddingEndpoints } from '../../config/embedder.js';
import { queues } from '../../contracts/names.js';

/** What a configuration depends on. */
export interface Dependency {
  readonly name: string;
  readonly circuits: readonly string[];
  /** Its limited task queues, with the configured rate; null for none. */
  readonly queues: Readonly<Record<string, number | null>>;
}

/** Every dependency of the configuration with its circuits and queues. */
export function dependenciesOf(config: Config): readonly Dependency[] {
  const { embedder, reranker, generators, queues: limits } = config;
  const found = new Map<string, { circuits: Set<string>; queues: Record<string, number | null> }>();
  const add = (
    name: string,
    circuits: readonly (string | undefined)[],
    queues: Readonly<Record<string, number | null>>,
  ) => {
    const entry = found.get(name) ?? { circuits: new Set(), queues: {} };
    for (const circuit of circuits) if (circuit !== undefined) entry.circuits.add(circuit);
    Object.assign(entry.queues, queues);
    found.set(name, entry);
  };

  add('qdrant', [circuitNames.reads, circuitNames.writes], {});
  for (const { space, apiKey } of embeddingEndpoints(embedder)) {
    const { provider, model } = space;
    add(
      provider,
      [circuitNames.embeddings(provider, model), circuitNames.credential(provider, apiKey)],
      {
        [queues.embed(provider)]: limits.embed.perSecond,
        [queues.bulkEmbed(provider)]: limits.bulkEmbed.perSecond,
      },
    );
  }
  if (reranker) {
    const { provider, model, apiKey } = reranker;
    add(
      provider,
      [circuitNames.rerank(provider, model), circuitNames.credential(provider, apiKey)],
      { [queues.rerank(provider)]: limits.rerank.perSecond },
    );
  }
  for (const { rung, apiKey, baseURL } of generators) {
    if (baseURL === null) continue;
    const { provider, model } = rung;
    add(provider, [circuitNames.chat(provider, model), circuitNames.credential(provider, apiKey)], {
      [queues.generate(provider)]: limits.generate.perSecond,
    });
  }
  return [...found].map(([name, { circuits, queues }]) => {
    return { name, circuits: [...circuits], queues };
  });
}
