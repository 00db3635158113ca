import type { AddProblem } from './config-error.js';
import type { rerankProviders } from './provider-variables.js';
import type { Secret } from './secret.js';
import { rerankAddress, type ServerAddress } from './server-address.js';
import type { Variables } from './variables.js';

export type RerankProvider = (typeof rerankProviders)[number];

export interface RerankerConfig {
  readonly provider: RerankProvider;
  /** The whole address of the endpoint. */
  readonly address: ServerAddress;
  readonly model: string;
  readonly apiKey: Secret | null;
  readonly candidates: number;
}

const vendors: Readonly<
  Record<
    RerankProvider,
    { readonly host: string | null; readonly path: string; readonly model: string }
  >
> = {
  cohere: { host: 'https://api.cohere.com', path: '/v2/rerank', model: 'rerank-v3.5' },
  jina: {
    host: 'https://api.jina.ai',
    path: '/v1/rerank',
    model: 'jina-reranker-v2-base-multilingual',
  },
  voyage: { host: 'https://api.voyageai.com', path: '/v1/rerank', model: 'rerank-2.5' },
  tei: { host: null, path: '/rerank', model: 'tei' },
};

/** The reranker, if a provider is named. */
export function rerankerConfig(set: Variables, addProblem: AddProblem): RerankerConfig | null {
  const provider = set.HOLDFAST_RERANK_PROVIDER;
  const own = set.HOLDFAST_RERANK_BASE_URL;
  const apiKey = set.HOLDFAST_RERANK_API_KEY ?? null;
  if (provider === undefined) {
    if (own !== undefined || apiKey) {
      addProblem(
        'HOLDFAST_RERANK_PROVIDER',
        `is needed beside an address or a key: cohere, jina, voyage or tei`,
      );
    }
    return null;
  }
  const { host, path, model } = vendors[provider];
  if (own === undefined && host === null) {
    addProblem(
      'HOLDFAST_RERANK_BASE_URL',
      `is needed for ${provider}, such as http://localhost:8080`,
    );
  } else if (own === undefined && !apiKey) {
    addProblem('HOLDFAST_RERANK_API_KEY', `is needed for ${provider}`);
  }
  return {
    provider,
    address: rerankAddress(own ?? host ?? 'http://localhost', path),
    model: set.HOLDFAST_RERANK_MODEL ?? model,
    apiKey,
    candidates: set.HOLDFAST_RERANK_CANDIDATES,
  };
}
