/** Vectors are kept and sent as little-endian float32: a third of the size of JSON numbers. */
export function vectorBytes(vector: Float32Array): Uint8Array {
  return new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
}

/** The vector of these bytes; throws RangeError for bytes that are no whole floats. */
export function vectorOfBytes(bytes: Uint8Array): Float32Array {
  // Copied, since a view of floats must start at a multiple of four.
  return new Float32Array(Uint8Array.from(bytes).buffer);
}

/** The same as base64, as vectors cross a wire. */
export function encodeVector(vector: Float32Array): string {
  return Buffer.from(vectorBytes(vector)).toString('base64');
}

/** Throws RangeError for a text that is no whole floats. */
export function decodeVector(encoded: string): Float32Array {
  return vectorOfBytes(Buffer.from(encoded, 'base64'));
}
