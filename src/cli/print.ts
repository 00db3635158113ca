import { wrapped } from './render/wrapped.js';

/** A result, to standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Longer lines are hard to read. */
const comfortableColumns = 100;

/** A result in sentences: the same, broken between words where a terminal would break them within. */
export function printText(text: string): void {
  const { columns: wide } = process.stdout;
  print(wrapped(text, wide ? Math.min(wide, comfortableColumns) : Infinity));
}

/** A word on what is going on, to standard error, so that results can be piped. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Columns of the terminal notes go to; as many as there are words where they go somewhere else. */
export function columns(): number {
  return process.stderr.columns || Infinity;
}
