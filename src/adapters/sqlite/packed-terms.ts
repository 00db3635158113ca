import type { SparseVector } from '../../ports/passage-store.js';

/** A sparse vector as bytes: all indices (uint32), then all values (float32), of this machine's order. */
export function packTerms({ indices, values }: SparseVector): Uint8Array {
  const bytes = new ArrayBuffer(8 * indices.length);
  new Uint32Array(bytes, 0, indices.length).set(indices);
  new Float32Array(bytes, 4 * indices.length).set(values);
  return new Uint8Array(bytes);
}

/** Weights of the wanted terms it contains, by their position among the wanted. */
export function weightsIn(
  packed: Uint8Array,
  wanted: ReadonlyMap<number, number>,
): ReadonlyMap<number, number> {
  const count = packed.byteLength / 8;
  // A copy, since the bytes SQLite hands out need not be aligned.
  const bytes = Uint8Array.from(packed).buffer;
  const indices = new Uint32Array(bytes, 0, count);
  const values = new Float32Array(bytes, 4 * count);
  const weights = new Map<number, number>();
  for (let entry = 0; entry < count; entry++) {
    const position = wanted.get(indices[entry] as number);
    if (position !== undefined) weights.set(position, values[entry] as number);
  }
  return weights;
}

/** The token a term is indexed by. */
export function termToken(id: number): string {
  return `t${id}`;
}

/** The token of the copy a passage belongs to. */
export function copyToken(copy: number): string {
  return `c${copy}`;
}
