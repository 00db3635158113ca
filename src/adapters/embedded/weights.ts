import { openPromise } from 'yauzl';
import { buffer } from 'node:stream/consumers';

export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Uint8Array;
}

/**
 * Reads an archive of numpy (`.npz`: a zip of `.npy` files), array after array. Only little-endian
 * 32-bit floats and bytes are read; what has another type is left out.
 */
export async function* readArrays(file: string): AsyncGenerator<readonly [string, Tensor]> {
  const zip = await openPromise(file, { lazyEntries: true, autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      const bytes = await buffer(await zip.openReadStreamPromise(entry));
      const tensor = readArray(bytes);
      if (tensor) yield [entry.fileName.replace(/\.npy$/, ''), tensor];
    }
  } finally {
    zip.close();
  }
}

/** One array in numpy's format 1.0, rows first. */
function readArray(bytes: Buffer): Tensor | undefined {
  const headerEnd = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, headerEnd);
  const type = /'descr': '([^']+)'/.exec(header)?.[1];
  const shape = /'shape': \(([^)]*)\)/.exec(header)?.[1] ?? '';
  const dimensions = shape.split(',').flatMap((size) => (size.trim() ? Number(size) : []));
  // Aligned, as a view of floats must be.
  const data = Uint8Array.prototype.slice.call(bytes, headerEnd);
  if (type === '|u1') return { shape: dimensions, data };
  if (type === '<f4') return { shape: dimensions, data: new Float32Array(data.buffer) };
  return undefined;
}
