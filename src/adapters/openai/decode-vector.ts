/** A vector as numbers or as base64 of little-endian float32; undefined when those bytes are no floats. */
export function decodeVector(embedding: string | readonly number[]): Float32Array | undefined {
  if (typeof embedding !== 'string') return Float32Array.from(embedding);
  const bytes = Buffer.from(embedding, 'base64');
  if (bytes.length % Float32Array.BYTES_PER_ELEMENT !== 0) return undefined;
  // Copied, since a view of floats must start at a multiple of four.
  return new Float32Array(Uint8Array.from(bytes).buffer);
}
