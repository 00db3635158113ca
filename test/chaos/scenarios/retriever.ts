import type { ProxiedRequest, ProxyFault } from '../../fakes/http-fault-proxy.js';
import type { FaultScenario } from '../fault-scenario.js';

export const retrieverScenarios: readonly FaultScenario[] = [
  {
    name: 'retriever: slow',
    strike: ({ failQdrant }) => failQdrant(() => ({ delayMs: 1_500 })),
  },
  { name: 'retriever: empty', strike: ({ failQdrant }) => failQdrant(findNothing) },
  {
    name: 'retriever: black-holed',
    strike: ({ blackHoleQdrant }) => blackHoleQdrant(),
  },
  {
    name: 'retriever: refusing connections',
    strike: ({ qdrant }) => qdrant.tcp.setMode('refuse'),
  },
  {
    name: 'retriever: lexical search fails',
    strike: ({ failQdrant }) =>
      failQdrant(({ path }) =>
        path.includes('/points/query/batch') ? { status: 500, body: {} } : undefined,
      ),
  },
  {
    name: 'retriever: HTML with status 200',
    strike: ({ failQdrant }) =>
      failQdrant(() => ({ status: 200, body: '<!doctype html><title>Sign in</title>' })),
  },
];

/** Every search comes back in order, and with nothing. */
function findNothing({ path, body }: ProxiedRequest): ProxyFault | undefined {
  if (path.includes('/points/query/batch')) {
    const { searches } = JSON.parse(body) as { readonly searches: readonly unknown[] };
    return found(searches.map(() => ({ points: [] })));
  }
  return path.includes('/points/query') ? found({ points: [] }) : undefined;
}

function found(result: unknown): ProxyFault {
  return { status: 200, body: { result, status: 'ok', time: 0 } };
}
