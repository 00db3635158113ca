import type { Config } from '../../config.js';
import type { Environment } from '../../config/host-environment.js';
import { presentEncoderFiles } from '../../worker/encoder-files.js';
import { good, info, type Finding } from './finding.js';

/** The encoder in the worker, where that is the embedder: whether its weights are here. Fetches nothing. */
export async function examineEncoder(
  { embedder }: Config,
  environment: Environment,
): Promise<readonly Finding[]> {
  if (embedder?.address !== null) return [];
  const label = `${embedder.space.provider} ${embedder.space.model}`;
  if (await presentEncoderFiles(environment)) return [good('Embedder', label)];
  return [
    info(
      'Embedder',
      `${label}, not downloaded yet: a worker does so once (32 MB from PyPI); until then search is by words only`,
    ),
  ];
}
