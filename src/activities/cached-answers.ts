import type { QuestionActivities } from '../contracts/question-activities.js';
import type { CachedAnswer } from '../contracts/answer.js';
import type { AnswerOwner } from '../ports/answer-cache.js';
import type { AnsweringPorts } from './answering-ports.js';
import { currentVersion, isSameVersion } from './inspect-index.js';

type Caches = Pick<AnsweringPorts, 'answerCache' | 'answerCopies'>;
interface Find extends Pick<Save, 'scope' | 'questionKey'> {
  readonly fresh: { readonly indexVersion: string; readonly maxAgeMs: number };
}
type Save = Parameters<QuestionActivities['saveAnswer']>[0];

/**
 * The answer for this index version, at most that old: the worker's copy where it is good enough, since
 * that costs no request.
 */
export async function findFreshAnswer(
  { answerCache, answerCopies }: Caches,
  { scope, questionKey, fresh }: Find,
  signal: AbortSignal,
): Promise<CachedAnswer | null> {
  const copy = await answerCopies.find(scope, questionKey, signal).catch(() => null);
  const isFresh = ({ indexVersion, closedAt }: CachedAnswer) =>
    indexVersion === fresh.indexVersion && Date.now() - Date.parse(closedAt) <= fresh.maxAgeMs;
  if (copy && isFresh(copy)) return copy;
  const shared = await answerCache.find(scope, questionKey, signal);
  if (!shared || !isFresh(shared)) return null;
  await keepCopy(answerCopies, { scope, questionKey }, shared, signal);
  return shared;
}

/** Does nothing where the index has changed since: the answer may tell what is gone. */
export async function saveAnswer(
  ports: Caches & Parameters<typeof currentVersion>[0],
  { answer, workflowId, indexVersion, ...where }: Save,
  signal: AbortSignal,
): Promise<void> {
  const { version } = await currentVersion(ports, where.scope, signal);
  if (!isSameVersion(version, indexVersion)) return;
  const cached = { workflowId, closedAt: new Date().toISOString(), indexVersion, answer };
  await ports.answerCache.save(where.scope, where.questionKey, cached, signal);
  await keepCopy(ports.answerCopies, where, cached, signal);
}

/**
 * Deletes the cached answers of a corpus that lost a document. A worker's copy that takes no change
 * now, as on a full disk, loses them when it next copies the index.
 */
export async function forgetAnswers(
  { answerCache, answerCopies }: Caches,
  owner: AnswerOwner,
  signal: AbortSignal,
): Promise<void> {
  await answerCache.forget(owner, signal);
  await answerCopies.forget(owner, signal).catch(() => undefined);
}

/** A disk that takes nothing costs only the copy; the copying of the index reports it. */
async function keepCopy(
  copies: Caches['answerCopies'],
  { scope, questionKey }: Pick<Save, 'scope' | 'questionKey'>,
  answer: CachedAnswer,
  signal: AbortSignal,
): Promise<void> {
  await copies.save(scope, questionKey, answer, signal).catch(() => undefined);
}
