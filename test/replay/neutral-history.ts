import type { History } from '@temporalio/common/lib/proto-utils.js';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * A history as JSON that says nothing of the machine it was recorded on: workers are anonymous,
 * stack traces are gone, and `names` (what → by what) are replaced everywhere, payloads included. One
 * event per line. What a replay compares is untouched.
 */
export function neutralHistory(history: History, names: ReadonlyMap<string, string>): string {
  const renamed = (text: string) =>
    [...names].reduce((sofar, [name, neutral]) => sofar.replaceAll(name, neutral), text);

  const neutral = (value: Json, key = ''): Json => {
    if (Array.isArray(value)) return value.map((element) => neutral(element));
    if (value !== null && typeof value === 'object') {
      const entries = Object.entries(value).map(([name, field]) => [name, neutral(field, name)]);
      return Object.fromEntries(entries) as Json;
    }
    if (typeof value !== 'string') return value;
    if (key === 'identity') return 'worker';
    if (key === 'stackTrace') return '';
    if (key === 'data') return encode(renamed(decode(value)));
    return renamed(value);
  };

  const { events } = JSON.parse(historyToJSON(history)) as { readonly events: Json[] };
  const lines = events.map((event) => JSON.stringify(neutral(event)));
  return `{"events":[\n${lines.join(',\n')}\n]}\n`;
}

/** Payloads are JSON in UTF-8, or empty. */
const decode = (data: string) => Buffer.from(data, 'base64').toString('utf8');
const encode = (text: string) => Buffer.from(text, 'utf8').toString('base64');
