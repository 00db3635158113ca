import { adjustmentsOf, type Server } from '../../adapters/filesystem/server-profiles.js';
import type { Config } from '../../config.js';
import type { EmbedderConfig } from '../../config/embedder.js';
import { bad, good, info, type Finding } from './finding.js';

/** As `engines` in package.json has it. */
const neededNode = [22, 13] as const;

/**
 * What can be said without asking any service: Node, what the configuration brings, and what workers
 * found its vendors to need.
 */
export function examineProcess(config: Config, nodeVersion: string): readonly Finding[] {
  const { dataDir, embedder, reranker, generators, warnings } = config;
  const vendor = (part: string, label: string, server: Server) =>
    good(part, [label, ...adjustmentsOf(dataDir, server)].join('; '));
  return [
    examineNode(nodeVersion),
    ...warnings.map(({ variable, message }) =>
      bad('Configuration', `${variable} ${message}`, 'see "holdfast config"'),
    ),
    ...(embedder?.address
      ? [
          vendor('Embedder', embedderLabel(embedder), {
            ...embedder.address,
            model: embedder.space.model,
          }),
        ]
      : []),
    ...(embedder ? [] : [info('Embedder', 'none: search is by words only (HOLDFAST_EMBEDDING)')]),
    reranker
      ? vendor('Reranker', `${reranker.provider} ${reranker.model}`, {
          ...reranker.address,
          model: reranker.model,
        })
      : info('Reranker', 'none (set HOLDFAST_RERANK_PROVIDER)'),
    ...generators.map(({ name, model, address }) =>
      vendor(`Generator ${name}`, model, { ...address, model }),
    ),
    generators.length > 0
      ? good('Generator extractive', 'when all others fail: sentences of the documents')
      : info(
          'Generators',
          `extractive only: answers are sentences of the documents (set OPENAI_API_KEY, ANTHROPIC_API_KEY or HOLDFAST_LOCAL_BASE_URL)`,
        ),
  ];
}

function embedderLabel({ space, fallback }: EmbedderConfig): string {
  const label = `${space.provider} ${space.model}`;
  return fallback?.address ? `${label}, while it fails ${fallback.address.baseURL}` : label;
}

function examineNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const [neededMajor, neededMinor] = neededNode;
  const enough = major > neededMajor || (major === neededMajor && minor >= neededMinor);
  if (enough) return good('Node', version);
  return bad('Node', version, `install Node ${neededNode.join('.')} or later`);
}
