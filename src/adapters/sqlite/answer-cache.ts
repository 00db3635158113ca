import type { DatabaseSync } from 'node:sqlite';
import type { CachedAnswer } from '../../contracts/answer.js';
import type { AnswerOwner } from '../../ports/answer-cache.js';

/** How many answers a worker keeps: some 50 MB. */
const mostAnswers = 10_000;

/** The answer as JSON; null without one. */
export function findAnswer(
  database: DatabaseSync,
  { tenant, corpus }: AnswerOwner,
  questionKey: string,
): string | null {
  const row = database
    .prepare('SELECT answer FROM answers WHERE questionKey = ? AND tenant = ? AND corpus = ?')
    .get(questionKey, tenant, corpus);
  return row ? String(row['answer']) : null;
}

/** Saves the answer in place of an earlier one, and deletes the oldest of too many. */
export function saveAnswer(
  database: DatabaseSync,
  { tenant, corpus }: AnswerOwner,
  questionKey: string,
  answer: CachedAnswer,
): void {
  database
    .prepare('INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?)')
    .run(questionKey, tenant, corpus, answer.closedAt, JSON.stringify(answer));
  database
    .prepare(
      `DELETE FROM answers WHERE closedAt <
         (SELECT closedAt FROM answers ORDER BY closedAt DESC LIMIT 1 OFFSET ?)`,
    )
    .run(mostAnswers - 1);
}

/** Deletes the corpus' answers. */
export function forgetAnswers(database: DatabaseSync, { tenant, corpus }: AnswerOwner): void {
  database.prepare('DELETE FROM answers WHERE tenant = ? AND corpus = ?').run(tenant, corpus);
}
