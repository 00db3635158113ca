import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { vectorBytes, vectorOfBytes } from '../../core/vector-codec.js';
import type { EmbeddingSpace } from '../../ports/embedder.js';
import type { VectorSpool } from '../../ports/vector-spool.js';
import { errorCode, fileError } from './file-error.js';

const extension = '.vectors';
/** SHA-256 of the text. */
const hashBytes = 32;

/** A vector as it stands in a file: its text's hash, then its little-endian 32-bit floats. */
interface Entry {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

/**
 * One file per batch, `<dataDir>/spool/<hash of the space>/<any name>.vectors`: entries of equal length
 * and nothing else. Files appear whole, never change, and go when all of their entries may go; one of the
 * wrong length counts as absent and is removed. All operations are idempotent and throw PortError
 * (`disk_full` …).
 */
export function createFilesystemVectorSpool(dataDir: string): VectorSpool {
  const spool = path.join(dataDir, 'spool');
  // Whoever of a space made a vector, it is the same.
  const folderOf = ({ model, dimensions }: EmbeddingSpace) =>
    path.join(spool, hashOf(JSON.stringify([model, dimensions])));

  /** Of each file, what has not been asked to be removed yet. */
  const remaining = new Map<string, Set<string>>();

  /** There are as many files as batches under way, and those of workers that were killed. */
  async function filesOf(space: EmbeddingSpace): Promise<readonly SpoolFile[]> {
    const folder = folderOf(space);
    const names = (await orIfAbsent(readdir(folder), [])).filter((name) =>
      name.endsWith(extension),
    );
    return Promise.all(names.map((name) => readEntries(path.join(folder, name), space.dimensions)));
  }

  return {
    async get(space, texts) {
      try {
        const files = await filesOf(space);
        const found = new Map(
          files.flatMap(({ entries }) => entries.map(({ hash, bytes }) => [hash, bytes])),
        );
        return texts.map((text) => {
          const bytes = found.get(hashOf(text));
          return bytes && vectorOfBytes(bytes);
        });
      } catch (error) {
        throw fileError(error, `reading spooled vectors in ${spool}`);
      }
    },

    async put(space, vectors) {
      const folder = folderOf(space);
      const entries = vectors.map(({ text, vector }) => {
        return { hash: hashOf(text), bytes: vectorBytes(vector) };
      });
      try {
        await mkdir(folder, { recursive: true });
        await writeWhole(path.join(folder, `${randomUUID()}${extension}`), entries);
      } catch (error) {
        throw fileError(error, `spooling ${vectors.length} vectors in ${spool}`);
      }
    },

    async remove(space, texts) {
      const stored = new Set(texts.map(hashOf));
      try {
        for (const { file, entries } of await filesOf(space)) {
          const left = remaining.get(file) ?? new Set(entries.map(({ hash }) => hash));
          for (const hash of stored) left.delete(hash);
          if (left.size > 0) {
            remaining.set(file, left);
            continue;
          }
          await rm(file, { force: true });
          remaining.delete(file);
        }
      } catch (error) {
        throw fileError(error, `removing spooled vectors from ${spool}`);
      }
    },
  };
}

interface SpoolFile {
  readonly file: string;
  readonly entries: readonly Entry[];
}

async function readEntries(file: string, dimensions: number): Promise<SpoolFile> {
  const bytes = await orIfAbsent(readFile(file), Buffer.alloc(0));
  const length = hashBytes + dimensions * Float32Array.BYTES_PER_ELEMENT;
  if (bytes.length === 0 || bytes.length % length !== 0) {
    await rm(file, { force: true });
    return { file, entries: [] };
  }
  const entries = Array.from({ length: bytes.length / length }, (_, at) => {
    const entry = bytes.subarray(at * length, (at + 1) * length);
    return { hash: entry.toString('hex', 0, hashBytes), bytes: entry.subarray(hashBytes) };
  });
  return { file, entries };
}

/** Another batch's file may go at any time, and there may be no folder yet. */
async function orIfAbsent<T>(reading: Promise<T>, otherwise: T): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return otherwise;
    throw error;
  }
}

/** Written beside its place and renamed into it, so no reader and no crash leaves half a file. */
async function writeWhole(file: string, entries: readonly Entry[]): Promise<void> {
  const draft = `${file}.${randomUUID()}.tmp`;
  const parts = entries.flatMap(({ hash, bytes }) => [Buffer.from(hash, 'hex'), bytes]);
  try {
    await writeFile(draft, Buffer.concat(parts));
    await rename(draft, file);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
