import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import type { Paint } from './paint.js';

/** The text padded with spaces to that many columns; a longer one stays as it is. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - stringWidth(text)));
}

/** The text on one line of at most that many columns, cut with "…" where it is longer. */
export function shortened(text: string, columns: number): string {
  const line = text.replace(/\s+/gu, ' ').trim();
  if (columns === Infinity) return line;
  return cliTruncate(line, columns, { preferTruncationOnSpace: false });
}

/** Every line indented by that many spaces. */
export function indented(text: string, spaces: number): string {
  return text.replace(/^(?=.)/gm, ' '.repeat(spaces));
}

/** Lines wrapped between words to that many columns, with the indentation of the line they continue. */
export function wrapped(text: string, columns: number): string {
  if (columns === Infinity) return text;
  return text
    .split('\n')
    .map((line) => {
      const indent = /^ */.exec(line)?.[0] ?? '';
      const lines = wrapAnsi(line.slice(indent.length), Math.max(1, columns - indent.length));
      return lines.replace(/^(?=.)/gm, indent);
    })
    .join('\n');
}

/** Columns as wide as their widest cell, under dim titles. Cells are single lines. */
export function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint,
): string {
  const widths = titles.map((title, column) =>
    Math.max(...[title, ...rows.map((row) => row[column] ?? '')].map((cell) => stringWidth(cell))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => padded(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [paint.dim(line(titles)), ...rows.map(line)].join('\n');
}
