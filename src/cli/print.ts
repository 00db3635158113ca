import { displayable, displayJson, displayText } from '../core/display-text.js';
import { wrapped } from './render/layout.js';

/** Longer lines are hard to read. */
const comfortableColumns = 100;

/** What commands print goes through these functions; only `print` takes text as it is. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** A result in sentences, wrapped between words to the width of the terminal. */
export function printText(text: string): void {
  const { columns: wide } = process.stdout;
  print(wrapped(text, wide ? Math.min(wide, comfortableColumns) : Infinity));
}

/** A result as JSON, safe to show in a terminal. */
export function printJson(value: unknown): void {
  print(displayJson(value));
}

/** A copy of a result for rendering: nothing in it can control a terminal or forge a line. */
export function forDisplay<T>(result: T): T {
  return displayable(result, ['answer']);
}

/** A message for people, to standard error, so that results can be piped. */
export function note(text: string): void {
  process.stderr.write(`${displayText(text)}\n`);
}

/** Columns of the terminal that notes go to; unlimited where they go somewhere else. */
export function columns(): number {
  return process.stderr.columns || Infinity;
}
