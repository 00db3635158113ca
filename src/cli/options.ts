import { InvalidArgumentError, Option } from 'commander';
import { name } from '../contracts/passage.js';
import { parseDuration } from '../core/duration.js';

/** Options several commands share. */
export interface CorpusOptions {
  readonly tenant?: string;
  readonly corpus: string;
}

export const tenantOption = (): Option =>
  new Option(
    '--tenant <name>',
    'owner of the documents (default: HOLDFAST_TENANT, else "default")',
  ).argParser(parseName);

export const corpusOption = (): Option =>
  new Option('--corpus <name>', 'set of documents').default('default').argParser(parseName);

export const jsonOption = (): Option =>
  new Option('--json', 'print only the complete result, as JSON, to standard output');

export const topKOption = (what: string): Option =>
  new Option('--top-k <number>', `${what}, 1 to 50`).default(10).argParser(parseTopK);

export const deadlineOption = (): Option =>
  new Option(
    '--deadline <time>',
    'time limit, such as 5s, 2m or 1h (default: HOLDFAST_DEADLINE, else 30s)',
  ).argParser(parseTime);

export const forOption = (): Option =>
  new Option('--for <time>', 'duration, such as 10m or 1h (default: until "auto")').argParser(
    parseHold,
  );

/** The name of a tenant, a corpus or a source. */
export function parseName(text: string): string {
  const { data, error } = name.safeParse(text);
  if (data !== undefined) return data;
  throw new InvalidArgumentError(`It ${error?.issues[0]?.message}.`);
}

function parseTopK(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= 50) return value;
  throw new InvalidArgumentError('It must be a whole number from 1 to 50.');
}

function parseHold(text: string): number {
  if (/^[\d.]+$/.test(text.trim()))
    throw new InvalidArgumentError('It needs a unit, such as 10m or 1h.');
  return parseTime(text);
}

function parseTime(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== null) return Math.round(milliseconds);
  throw new InvalidArgumentError('It must be a time such as 500ms, 30s, 2m or 1h.');
}
