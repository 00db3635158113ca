/** The heading path as candidates carry it, and what precedes a chunk's text when it is embedded. */
export interface HeadingPrefix {
  readonly heading: string;
  readonly prefix: string;
  /** Whether every heading of the path stands in them in full. */
  readonly whole: boolean;
}

const separator = ' › ';

/** Shortens both to `maxTokens`: inner headings say most, so those between title and last go first. */
export function headingPrefix(
  title: string,
  path: readonly string[],
  maxTokens: number,
  count: (text: string) => number,
): HeadingPrefix {
  const fit = (names: readonly string[]) => fitted(names, (text) => count(text) <= maxTokens);
  const heading = fit(path);
  // A document that begins with its title as a heading says it once.
  const names = path[0] === title ? path : [title, ...path];
  const prefix = fit(names);
  return { heading, prefix, whole: prefix === names.join(separator) };
}

function fitted(names: readonly string[], fits: (text: string) => boolean): string {
  const candidates = [names, [...names.slice(0, 1), '…', ...names.slice(-1)]];
  for (const kept of candidates) {
    const text = kept.join(separator);
    if (fits(text)) return text;
  }
  const ends = names.length > 1 ? [names[0], names.at(-1)] : names;
  for (let length = 80; length > 1; length /= 2) {
    const text = ends.map((name) => cut(name ?? '', length)).join(separator);
    if (fits(text)) return text;
  }
  return '';
}

function cut(name: string, length: number): string {
  const characters = [...name];
  return characters.length <= length ? name : `${characters.slice(0, length).join('')}…`;
}
