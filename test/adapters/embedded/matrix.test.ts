import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { MatrixMemory } from '../../../src/adapters/embedded/matrix.js';
import { assembleKernel } from '../../../scripts/assemble-kernel.js';

/** Numbers that look random and are the same each time. */
function numbers(length: number, seed: number): Float32Array {
  return Float32Array.from({ length }, (_, at) => Math.sin(at * 12.9898 + seed) * 2);
}

function product(left: Float32Array, right: Float32Array, inner: number, columns: number) {
  return Array.from({ length: (left.length / inner) * columns }, (_, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    let sum = 0;
    for (let i = 0; i < inner; i++) sum += left[row * inner + i]! * right[i * columns + column]!;
    return sum;
  });
}

describe('the matrix kernel', () => {
  it('is what its source is assembled to', async () => {
    const committed = new URL('../../../src/adapters/embedded/matrix-kernel.ts', import.meta.url);
    expect(await readFile(committed, 'utf8')).toBe(await assembleKernel());
  });

  it.each([
    { rows: 4, inner: 4, columns: 8 },
    { rows: 5, inner: 12, columns: 24 },
    { rows: 11, inner: 320, columns: 512 },
  ])('multiplies $rows × $inner by $inner × $columns', ({ rows, inner, columns }) => {
    const memory = new MatrixMemory();
    const [a, b] = [numbers(rows * inner, 1), numbers(inner * columns, 2)];
    const right = memory.pack(inner, [b]);
    const left = memory.allocate((rows + 3) * inner);
    const target = memory.allocate((rows + 3) * columns);
    memory.at(left, a.length).set(a);
    const [from, to] = [
      { address: left, columns: inner },
      { address: target, columns },
    ];
    memory.multiply(from, right, to, rows);
    const found = [...memory.at(target, rows * columns)];
    product(a, b, inner, columns).forEach((expected, at) => {
      expect(found[at]).toBeCloseTo(expected, 3);
    });
  });

  it('puts matrices side by side, and reads rows that overlap as windows', () => {
    const memory = new MatrixMemory();
    const [tokens, width, columns] = [9, 4, 8];
    const text = numbers(tokens * width, 3);
    const [one, other] = [numbers(2 * width * columns, 4), numbers(2 * width * columns, 5)];
    const right = memory.pack(2 * width, [one, other]);
    const left = memory.allocate((tokens + 5) * width);
    const target = memory.allocate(12 * 2 * columns);
    memory.at(left, text.length).set(text);
    const windows = Float32Array.from({ length: (tokens - 1) * 2 * width }, (_, at) => {
      return text[Math.floor(at / (2 * width)) * width + (at % (2 * width))]!;
    });
    memory.multiply(
      { address: left, columns: width },
      right,
      { address: target, columns: 2 * columns },
      tokens - 1,
    );
    const row = [...memory.at(target + 6 * 2 * columns * 4, 2 * columns)];
    const sixth = windows.subarray(6 * 2 * width, 7 * 2 * width);
    const expected = [one, other].flatMap((matrix) => product(sixth, matrix, 2 * width, columns));
    row.forEach((value, at) => expect(value).toBeCloseTo(expected[at]!, 3));
  });
});
