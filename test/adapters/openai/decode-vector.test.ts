import { describe, expect, it } from 'vitest';
import { decodeVector } from '../../../src/adapters/openai/decode-vector.js';

describe('vectors on the wire', () => {
  it('reads numbers and base64 alike', () => {
    const vector = Float32Array.of(0.5, -0.25, 1);
    const base64 = Buffer.from(vector.buffer).toString('base64');
    expect(decodeVector([0.5, -0.25, 1])).toEqual(vector);
    expect(decodeVector(base64)).toEqual(vector);
  });

  it('refuses bytes that are no whole floats', () => {
    expect(decodeVector(Buffer.from('12345').toString('base64'))).toBeUndefined();
  });
});
