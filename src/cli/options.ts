import { InvalidArgumentError, Option } from 'commander';
import { parseDuration } from '../core/duration.js';

/** Options several commands share. */
export interface CorpusOptions {
  readonly tenant?: string;
  readonly corpus: string;
}

export const tenantOption = (): Option =>
  new Option('--tenant <name>', 'whose documents (default: HOLDFAST_TENANT, else "default")');

export const corpusOption = (): Option =>
  new Option('--corpus <name>', 'which of their documents').default('default');

export const jsonOption = (): Option =>
  new Option('--json', 'print the whole result as JSON, and nothing else, on standard output');

export const topKOption = (what: string): Option =>
  new Option('--top-k <number>', what).default(10).argParser(wholeNumber);

export const deadlineOption = (): Option =>
  new Option(
    '--deadline <time>',
    'time it may take, as 500ms, 30s, 2m or 1h (default: HOLDFAST_DEADLINE, else 30s)',
  ).argParser(milliseconds);

function wholeNumber(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('It must be a whole number.');
}

function milliseconds(text: string): number {
  const parsed = parseDuration(text);
  if (parsed !== null) return Math.round(parsed);
  throw new InvalidArgumentError('It must be a time such as 500ms, 30s, 2m or 1h.');
}
