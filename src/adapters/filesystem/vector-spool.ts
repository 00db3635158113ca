import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { EmbeddingSpace } from '../../ports/embedder.js';
import type { VectorSpool } from '../../ports/vector-spool.js';
import { errorCode, fileError } from './file-error.js';

/** So that a large batch does not use up the process's file handles. */
const filesAtOnce = 64;

/**
 * One file per vector, `<dataDir>/spool/<hash of the space>/<hash of the text>.f32`: little-endian
 * 32-bit floats and nothing else. Files appear whole or not at all; one of the wrong length counts
 * as absent and is removed. All operations are idempotent and throw PortError (`disk_full` …).
 */
export function createFilesystemVectorSpool(dataDir: string): VectorSpool {
  const spool = path.join(dataDir, 'spool');
  // Whoever of a space made a vector, it is the same.
  const folderOf = ({ model, dimensions }: EmbeddingSpace) =>
    path.join(spool, sha256(JSON.stringify([model, dimensions])));
  const fileOf = (space: EmbeddingSpace, text: string) =>
    path.join(folderOf(space), `${sha256(text)}.f32`);

  return {
    async get(space, texts) {
      return inSlices(texts, (text) => readVector(fileOf(space, text), space.dimensions));
    },

    async put(space, entries) {
      try {
        await mkdir(folderOf(space), { recursive: true });
        await inSlices(entries, ({ text, vector }) =>
          writeWhole(fileOf(space, text), encode(vector)),
        );
      } catch (error) {
        throw fileError(error, `spooling ${entries.length} vectors in ${spool}`);
      }
    },

    async remove(space, texts) {
      try {
        await inSlices(texts, (text) => rm(fileOf(space, text), { force: true }));
      } catch (error) {
        throw fileError(error, `removing spooled vectors from ${spool}`);
      }
    },
  };
}

async function inSlices<In, Out>(
  items: readonly In[],
  work: (item: In) => Promise<Out>,
): Promise<Out[]> {
  const results: Out[] = [];
  for (let start = 0; start < items.length; start += filesAtOnce) {
    results.push(...(await Promise.all(items.slice(start, start + filesAtOnce).map(work))));
  }
  return results;
}

async function readVector(file: string, dimensions: number): Promise<Float32Array | undefined> {
  try {
    const bytes = await readFile(file);
    if (bytes.length === dimensions * Float32Array.BYTES_PER_ELEMENT) return decode(bytes);
    await rm(file, { force: true });
    return undefined;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw fileError(error, `reading the spooled vector ${file}`);
  }
}

/** Written beside its place and renamed into it, so no reader and no crash leaves half a vector. */
async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  const draft = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(draft, bytes);
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function encode(vector: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(vector.byteLength));
  vector.forEach((value, at) => view.setFloat32(at * Float32Array.BYTES_PER_ELEMENT, value, true));
  return new Uint8Array(view.buffer);
}

function decode(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length / Float32Array.BYTES_PER_ELEMENT }, (_, at) =>
    view.getFloat32(at * Float32Array.BYTES_PER_ELEMENT, true),
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
