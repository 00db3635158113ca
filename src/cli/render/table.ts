import { displayWidth, padded } from './display-text.js';
import type { Paint } from './paint.js';

/** Columns as wide as their widest cell, headed by dim titles. Cells are single lines. */
export function table(
  titles: readonly string[],
  rows: readonly (readonly string[])[],
  paint: Paint,
): string {
  const widths = titles.map((title, column) =>
    Math.max(displayWidth(title), ...rows.map((row) => displayWidth(row[column] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => padded(cell, widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [paint.dim(line(titles)), ...rows.map(line)].join('\n');
}
