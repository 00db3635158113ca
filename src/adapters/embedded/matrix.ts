import { matrixKernel } from './matrix-kernel.js';

/** Columns of one panel of a packed matrix. */
const panelColumns = 8;
/** Rows that the kernel multiplies at once. */
export const rowsAtOnce = 4;
const pageBytes = 65_536;

/** A matrix in the kernel's memory, as its right factor. */
export interface PackedMatrix {
  readonly address: number;
  readonly rows: number;
  readonly columns: number;
}

/** Rows of numbers in the kernel's memory, one after the other. */
export interface Rows {
  readonly address: number;
  readonly columns: number;
}

/** A memory with matrices in it, and the product of two. Addresses count bytes. */
export class MatrixMemory {
  readonly #memory = new WebAssembly.Memory({ initial: 1 });
  readonly #multiply: (...args: number[]) => void;
  #used = 0;
  #numbers = new Float32Array(this.#memory.buffer);

  constructor() {
    const module = new WebAssembly.Module(Buffer.from(matrixKernel, 'base64'));
    const instance = new WebAssembly.Instance(module, { js: { memory: this.#memory } });
    this.#multiply = instance.exports['multiply'] as (...args: number[]) => void;
  }

  /** Room for that many numbers, zeros where they are new. */
  allocate(length: number): number {
    const address = this.#used;
    this.#used += Math.ceil(length / 4) * 16;
    const missing = this.#used - this.#memory.buffer.byteLength;
    if (missing > 0) {
      this.#memory.grow(Math.ceil(missing / pageBytes));
      this.#numbers = new Float32Array(this.#memory.buffer);
    }
    return address;
  }

  /** What was allocated up to now stays; what is allocated from now on may be given back. */
  mark(): number {
    return this.#used;
  }

  release(mark: number): void {
    this.#used = mark;
  }

  /** The numbers at an address, until the next allocation. */
  at(address: number, length: number): Float32Array {
    return this.#numbers.subarray(address / 4, address / 4 + length);
  }

  /** Stores matrices with the same number of rows side by side, in panels of eight columns. */
  pack(rows: number, matrices: readonly Float32Array[]): PackedMatrix {
    const columns = matrices.reduce((sum, { length }) => sum + length / rows, 0);
    const address = this.allocate(rows * columns);
    const packed = this.at(address, rows * columns);
    let column = 0;
    for (const matrix of matrices) {
      const width = matrix.length / rows;
      for (let panel = 0; panel < width; panel += panelColumns, column += panelColumns) {
        for (let row = 0; row < rows; row++) {
          const from = row * width + panel;
          packed.set(
            matrix.subarray(from, from + panelColumns),
            column * rows + row * panelColumns,
          );
        }
      }
    }
    return { address, rows, columns };
  }

  /** Writes `left · right` to `target`. Rows are counted up to a multiple of four. */
  multiply(left: Rows, right: PackedMatrix, target: Rows, rows: number): void {
    this.#multiply(
      left.address,
      left.columns * 4,
      right.address,
      target.address,
      target.columns * 4,
      Math.ceil(rows / rowsAtOnce) * rowsAtOnce,
      right.rows,
      right.columns / panelColumns,
    );
  }
}
