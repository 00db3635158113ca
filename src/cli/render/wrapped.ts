import { displayWidth } from './display-text.js';

/**
 * Every line broken between words into lines of at most that many columns, moved in like the line
 * itself. A word that would not fit on a line of its own, such as an address, stays where it is.
 */
export function wrapped(text: string, columns: number): string {
  return text
    .split('\n')
    .flatMap((line) => wrapLine(line, columns))
    .join('\n');
}

function wrapLine(line: string, columns: number): string[] {
  if (displayWidth(line) <= columns) return [line];
  const indent = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = indent;
  let used = -1;
  for (const word of line.slice(indent.length).split(' ')) {
    const width = displayWidth(word);
    const isEndless = width > columns - indent.length;
    const fits = used < 0 || isEndless || indent.length + used + 1 + width <= columns;
    if (!fits) {
      lines.push(current);
      current = indent;
      used = -1;
    }
    current += used < 0 ? word : ` ${word}`;
    used += width + 1;
  }
  return [...lines, current];
}
