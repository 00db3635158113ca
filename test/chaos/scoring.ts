import type { Answer } from '../../src/contracts/answer.js';

/** From best to worst. */
export const grades = ['pass', 'partial', 'safe', 'fail'] as const;
export type Grade = (typeof grades)[number];

/** What came of one question, as its asker and the vendors saw it. */
export interface Outcome {
  /** The sentence that answers it. */
  readonly fact: string;
  /** `error`: the client threw; `typed` when it was one of the client's own errors. */
  readonly result:
    | { readonly kind: 'answer'; readonly answer: Answer }
    | { readonly kind: 'error'; readonly message: string; readonly typed: boolean }
    | { readonly kind: 'nothing' };
  readonly tookMs: number;
  /** Completed calls that were bought once more for the same question. */
  readonly boughtTwice: number;
  /** Calls made sooner after a 429 than its Retry-After allowed. */
  readonly waitsCutShort: number;
  /** What else was not as it should be, in words. */
  readonly complaint?: string | undefined;
}

/** A result later than this is none. */
export const longestMs = 20_000;

interface Rule {
  readonly grade: Grade;
  /** Undefined: the outcome's own complaint. */
  readonly reason?: string;
  readonly holds: (outcome: Outcome) => boolean;
}

/**
 * The rules of scoring: the first that holds decides.
 * - pass: the planted fact, complete, once and cited, within 20 s, in a model's answer, and every
 *   Retry-After was waited out;
 * - partial: the planted fact, complete and within 20 s, but less than a full answer: sentences of the
 *   documents in place of a model's, said twice, without a citation, or something wrong on the way;
 * - safe: no fact, but an abstention that says what was missing, or a typed error, within 20 s;
 * - fail: wrong or truncated text presented as an answer, "not in the documents" with nothing said to
 *   be missing, no result within 20 s, a crash, or a completed call bought twice.
 */
export const rules: readonly Rule[] = [
  fail('no result within 20 s', ({ result, tookMs }) => {
    return result.kind === 'nothing' || tookMs > longestMs;
  }),
  fail('a crash', ({ result }) => result.kind === 'error' && !result.typed),
  fail('a completed call was bought twice', ({ boughtTwice }) => boughtTwice > 0),
  fail('truncated text as an answer', (outcome) => isAnswered(outcome) && isTruncated(outcome)),
  fail('wrong text as an answer', (outcome) => isAnswered(outcome) && timesSaid(outcome) === 0),
  fail('denied the fact with nothing missing', (outcome) => {
    const answer = answerOf(outcome);
    return answer?.kind === 'abstained' && isComplete(answer);
  }),
  safe('a typed error', (outcome) => {
    return outcome.result.kind === 'error' || answerOf(outcome)?.kind === 'failed';
  }),
  safe('an abstention', (outcome) => answerOf(outcome)?.kind === 'abstained'),
  partial('the fact was said twice', (outcome) => timesSaid(outcome) > 1),
  partial('without a citation', (outcome) => answerOf(outcome)?.citations.length === 0),
  partial('a Retry-After was not waited out', ({ waitsCutShort }) => waitsCutShort > 0),
  { grade: 'partial', holds: ({ complaint }) => complaint !== undefined },
  partial('a cached answer, possibly out of date', (outcome) => {
    return answerOf(outcome)?.cached?.stale === true;
  }),
  partial('sentences of the documents', (outcome) => answerOf(outcome)?.source === 'extractive'),
  { grade: 'pass', reason: 'the fact, complete, once, cited, in time', holds: () => true },
];

/** The grade of an outcome, and why. */
export function gradeOf(outcome: Outcome): { readonly grade: Grade; readonly reason: string } {
  const rule = rules.find(({ holds }) => holds(outcome)) as Rule;
  return { grade: rule.grade, reason: rule.reason ?? outcome.complaint ?? '' };
}

/** Right in a storm: the planted fact, complete, degraded or not. */
export function isRight(grade: Grade): boolean {
  return grade === 'pass' || grade === 'partial';
}

function fail(reason: string, holds: Rule['holds']): Rule {
  return { grade: 'fail', reason, holds };
}
function safe(reason: string, holds: Rule['holds']): Rule {
  return { grade: 'safe', reason, holds };
}
function partial(reason: string, holds: Rule['holds']): Rule {
  return { grade: 'partial', reason, holds };
}

function answerOf({ result }: Outcome): Answer | undefined {
  return result.kind === 'answer' ? result.answer : undefined;
}

function isAnswered(outcome: Outcome): boolean {
  return answerOf(outcome)?.kind === 'answered';
}

/** Nothing was missing, as far as the answer says. */
function isComplete({ degraded, source }: Answer): boolean {
  return degraded.length === 0 && source !== 'no_retrieval';
}

function timesSaid(outcome: Outcome): number {
  return textOf(outcome).split(plain(outcome.fact)).length - 1;
}

/** The text ends in the middle of the fact. */
function isTruncated(outcome: Outcome): boolean {
  const text = textOf(outcome);
  return timesSaid(outcome) === 0 && text.length > 0 && plain(outcome.fact).startsWith(text);
}

function textOf(outcome: Outcome): string {
  return plain(answerOf(outcome)?.answer ?? '');
}

/** Without citation marks, and with single spaces: a mark may stand before the full stop. */
function plain(text: string): string {
  return text
    .replace(/\s*\[\d+\]/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
}
