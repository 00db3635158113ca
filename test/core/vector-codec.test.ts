import { expect, it } from 'vitest';
import {
  decodeVector,
  encodeVector,
  vectorBytes,
  vectorOfBytes,
} from '../../src/core/vector-codec.js';

const vector = Float32Array.of(0.5, -0.25, 1);

it('a vector comes back from its bytes and from base64', () => {
  expect(encodeVector(vector)).toBe('AAAAPwAAgL4AAIA/');
  expect(decodeVector(encodeVector(vector))).toEqual(vector);
  expect(vectorOfBytes(vectorBytes(vector))).toEqual(vector);
});

it('reads bytes that begin anywhere', () => {
  const shifted = Buffer.concat([Buffer.from([7]), vectorBytes(vector)]).subarray(1);
  expect(vectorOfBytes(shifted)).toEqual(vector);
  expect(encodeVector(vector.subarray(1))).toBe('AACAvgAAgD8=');
});

it('rejects bytes that are no whole floats', () => {
  expect(() => decodeVector(Buffer.from('12345').toString('base64'))).toThrow(RangeError);
});
