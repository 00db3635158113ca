import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import path from 'node:path';

import { outcomes } from '../../core/outcome.js';
import { vectorBytes, vectorOfBytes } from '../../core/vector-codec.js';
import type { EmbeddingSpace } from '../../ports/embedder.js';
import { PortError } from '../../ports/port-error.js';
import type { VectorSpool } from '../../ports/vector-spool.js';
import { errorCode, fileError } from './file-error.js';

const extension = '.vectors';
const draftExtension = '.tmp';
/** SHA-256, of a text and of a whole file. */
const hashBytes = 32;
/** A parked ingestion asks for its vectors every few minutes; a file that is never asked for is a leftover. */
const longestUnaskedMs = 7 * 24 * 3_600_000;

export interface VectorSpoolOptions {
  /** Told about each damaged file, which is deleted. */
  readonly onDamaged?: (file: string) => void;
}

/** A vector as it stands in a file: its text's hash, then its little-endian 32-bit floats. */
interface Entry {
  readonly hash: string;
  readonly bytes: Uint8Array;
}

/**
 * One file per batch, `<dataDir>/spool/<hash of the space>/<any name>.vectors`: entries of equal length,
 * then the SHA-256 of them all. A file appears whole, never changes, and is deleted when all of its
 * entries may go, when it is damaged, and after seven days without anyone asking for it. All operations
 * are idempotent. They throw PortError; whatever prevents writing is a `resource` error.
 */
export function createFilesystemVectorSpool(
  dataDir: string,
  { onDamaged = () => undefined }: VectorSpoolOptions = {},
): VectorSpool {
  const spool = path.join(dataDir, 'spool');
  /** Endpoints of the same model make the same vectors. */
  const folderOf = ({ model, dimensions }: EmbeddingSpace) =>
    path.join(spool, hashOf(JSON.stringify([model, dimensions])));

  /** The hashes in each file that was read, and those of them that are not removed yet. */
  const known = new Map<string, { readonly all: Set<string>; readonly left: Set<string> }>();

  async function read(file: string, dimensions: number): Promise<readonly Entry[]> {
    const entries = decodeFile(await orIfAbsent(readFile(file), null), dimensions);
    if (entries === 'damaged') {
      onDamaged(file);
      await rm(file, { force: true });
    }
    return typeof entries === 'string' ? [] : entries;
  }

  /** Reads only the files that were not there before. There are as many as batches under way. */
  async function filesOf(space: EmbeddingSpace): Promise<readonly string[]> {
    const folder = folderOf(space);
    const files: string[] = [];
    for (const name of await orIfAbsent(readdir(folder), [])) {
      const file = path.join(folder, name);
      if (await isLeftover(file)) {
        await rm(file, { force: true });
      } else if (name.endsWith(extension)) {
        if (!known.has(file)) {
          const hashes = (await read(file, space.dimensions)).map(({ hash }) => hash);
          if (hashes.length === 0) continue;
          known.set(file, { all: new Set(hashes), left: new Set(hashes) });
        }
        files.push(file);
      }
    }
    return files;
  }

  return {
    async get(space, texts) {
      try {
        const wanted = new Set(texts.map(hashOf));
        const found = new Map<string, Uint8Array>();
        for (const file of await filesOf(space)) {
          const { all } = known.get(file) ?? { all: [] };
          if (![...all].some((hash) => wanted.has(hash))) continue;
          for (const { hash, bytes } of await read(file, space.dimensions)) found.set(hash, bytes);
          const now = new Date();
          await orIfAbsent(utimes(file, now, now), undefined);
        }
        return texts.map((text) => {
          const bytes = found.get(hashOf(text));
          return bytes && vectorOfBytes(bytes);
        });
      } catch (error) {
        throw spoolError(error, `reading spooled vectors in ${spool}`);
      }
    },

    async requireWritable(space, vectors) {
      const size = hashBytes + vectors * entryBytes(space.dimensions);
      try {
        const draft = await writeDraft(folderOf(space), [Buffer.alloc(size)]);
        await rm(draft, { force: true });
      } catch (error) {
        throw spoolError(error, `making room for ${vectors} vectors in ${spool}`);
      }
    },

    async put(space, vectors) {
      const folder = folderOf(space);
      const entries = vectors.flatMap(({ text, vector }) => [
        Buffer.from(hashOf(text), 'hex'),
        vectorBytes(vector),
      ]);
      try {
        const content = Buffer.concat(entries);
        const draft = await writeDraft(folder, [content, sha256(content)]);
        await rename(draft, path.join(folder, `${randomUUID()}${extension}`));
      } catch (error) {
        throw spoolError(error, `spooling ${vectors.length} vectors in ${spool}`);
      }
    },

    async remove(space, texts) {
      const stored = texts.map(hashOf);
      try {
        for (const file of await filesOf(space)) {
          const left = known.get(file)?.left;
          for (const hash of stored) left?.delete(hash);
          if (left && left.size > 0) continue;
          await rm(file, { force: true });
          known.delete(file);
        }
      } catch (error) {
        throw spoolError(error, `removing spooled vectors from ${spool}`);
      }
    },
  };
}

/** A damaged file, and one that another process has deleted, hold nothing. */
function decodeFile(file: Buffer | null, dimensions: number): readonly Entry[] | 'damaged' {
  if (file === null) return [];
  const length = entryBytes(dimensions);
  const content = file.subarray(0, -hashBytes);
  const whole = content.length > 0 && content.length % length === 0;
  if (!whole || !sha256(content).equals(file.subarray(-hashBytes))) return 'damaged';
  return Array.from({ length: content.length / length }, (_, at) => {
    const entry = content.subarray(at * length, (at + 1) * length);
    return { hash: entry.toString('hex', 0, hashBytes), bytes: entry.subarray(hashBytes) };
  });
}

function entryBytes(dimensions: number): number {
  return hashBytes + dimensions * Float32Array.BYTES_PER_ELEMENT;
}

async function isLeftover(file: string): Promise<boolean> {
  const stats = await orIfAbsent(stat(file), null);
  return stats !== null && Date.now() - stats.mtimeMs > longestUnaskedMs;
}

/** Another process may delete a file at any time, and there may be no folder yet. */
async function orIfAbsent<T, U>(reading: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await reading;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return otherwise;
    throw error;
  }
}

/** Written beside its place and synced, so that no reader and no crash sees half a file. */
async function writeDraft(folder: string, parts: readonly Uint8Array[]): Promise<string> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = path.join(folder, `${randomUUID()}${draftExtension}`);
  try {
    const file = await open(draft, 'w', 0o600);
    try {
      for (const part of parts) await file.writeFile(part);
      await file.datasync();
    } finally {
      await file.close();
    }
    return draft;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Whatever is in the way (a read-only disk, missing rights), people can remove it: the run waits for them. */
function spoolError(error: unknown, operation: string): PortError {
  const failure = fileError(error, operation);
  if (failure.category !== 'client_error') return failure;
  const { message, cause } = failure;
  return new PortError(message, { dependency: 'filesystem', ...outcomes.diskFull, cause });
}

function sha256(data: Uint8Array | string): Buffer {
  return createHash('sha256').update(data).digest();
}

function hashOf(text: string): string {
  return sha256(text).toString('hex');
}
