import type { Config } from '../../config.js';
import type { Environment } from '../../config/host-environment.js';
import { findQdrantBinary } from '../../stack/qdrant-binary.js';
import { readStackFile } from '../../stack/stack-file.js';
import { presentTemporalBinary } from '../../stack/temporal-binary.js';
import { bad, good, info, type Finding } from './finding.js';

/** What "holdfast up" would start here, of the services that no address is set for. Fetches nothing. */
export async function examineBinaries(
  { dataDir, temporal, qdrant }: Config,
  environment: Environment,
): Promise<readonly Finding[]> {
  if ((await readStackFile(dataDir)) !== null) return [];
  return [
    ...(temporal.address === null ? [await examineTemporalBinary(environment)] : []),
    ...(qdrant.url === null ? [await examineQdrantBinary(environment)] : []),
  ];
}

async function examineTemporalBinary(environment: Environment): Promise<Finding> {
  const found = await presentTemporalBinary(environment);
  if (found !== null) return good('Temporal to start', found.how);
  return info(
    'Temporal to start',
    'none yet: "holdfast up" downloads it (45 MB), or else builds it with Go, once',
  );
}

async function examineQdrantBinary(environment: Environment): Promise<Finding> {
  try {
    return good('Qdrant to start', (await findQdrantBinary(environment)).how);
  } catch (error) {
    const [found = '', ...ways] = (error instanceof Error ? error.message : String(error)).split(
      '\n',
    );
    return bad('Qdrant to start', found, ways.join('\n').trim());
  }
}
