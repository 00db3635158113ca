import type { Config } from '../../config.js';
import type { EmbedderConfig } from '../../config/embedder.js';
import { bad, good, info, type Finding } from './finding.js';

/** As `engines` in package.json has it. */
const neededNode = [22, 13] as const;

/** What can be said without asking any service: Node, and what the configuration brings. */
export function examineProcess(config: Config, nodeVersion: string): readonly Finding[] {
  const { embedder, reranker, generators, warnings } = config;
  const fallbacks = [...generators.map(({ name, model }) => `${name} ${model}`), 'extractive'];
  return [
    examineNode(nodeVersion),
    ...warnings.map(({ variable, message }) =>
      bad('Configuration', `${variable} ${message}`, 'see "holdfast config"'),
    ),
    embedder
      ? good('Embedder', embedderLabel(embedder))
      : info(
          'Embedder',
          'none: search is by words only (set OPENAI_API_KEY or HOLDFAST_EMBEDDING_BASE_URL)',
        ),
    reranker
      ? good('Reranker', `${reranker.provider} ${reranker.model}`)
      : info('Reranker', 'none (set HOLDFAST_RERANK_PROVIDER)'),
    generators.length > 0
      ? good('Generators', fallbacks.join(' → '))
      : info(
          'Generators',
          `extractive only: answers are sentences of the documents (set OPENAI_API_KEY, ANTHROPIC_API_KEY or HOLDFAST_LOCAL_BASE_URL)`,
        ),
  ];
}

function embedderLabel({ space, fallback }: EmbedderConfig): string {
  const label = `${space.provider} ${space.model}`;
  return fallback ? `${label}, while it fails ${fallback.address.baseURL}` : label;
}

function examineNode(version: string): Finding {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const [neededMajor, neededMinor] = neededNode;
  const enough = major > neededMajor || (major === neededMajor && minor >= neededMinor);
  if (enough) return good('Node', version);
  return bad('Node', version, `install Node ${neededNode.join('.')} or later`);
}
