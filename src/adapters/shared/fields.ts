/**
 * Readers of what vendors send: each takes any value and gives what is used of it, or undefined.
 * Nothing is required that is not used.
 */

export type Fields = Readonly<Record<string, unknown>>;

/** An object; an empty one for anything else. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list; an empty one for anything else. */
export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** A number of at least 0, also as text. */
export function countOf(...values: readonly unknown[]): number | undefined {
  const numbers = values.map((value) =>
    typeof value === 'string' && value.trim() !== '' ? Number(value) : value,
  );
  return numbers.find(
    (value): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0,
  );
}

/** JSON, also with the NaN and Infinity that servers in Python write, which become null. Throws SyntaxError. */
export function parseJson(text: string): unknown {
  const json = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  try {
    return JSON.parse(json) as unknown;
  } catch (error) {
    const finite = json.replace(/(?<=[[,:\s])-?(?:NaN|Infinity|nan|inf)(?=[\s,}\]])/g, 'null');
    if (finite === json) throw error;
    return JSON.parse(finite) as unknown;
  }
}

/** What a value is, for people: `a list`, `text`, `absent`. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  if (typeof value !== 'object') return `a ${typeof value}`;
  const names = Object.keys(value).slice(0, 5);
  return names.length === 0 ? 'an empty object' : `an object with ${names.join(', ')}`;
}
