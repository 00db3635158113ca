import { gradeOf, type Outcome } from './scoring.js';

/** One question in one line: grade, time, time by stage, what it had to do without. */
export function describeOutcome(outcome: Outcome): string {
  const { grade, reason } = gradeOf(outcome);
  const { result, tookMs } = outcome;
  const parts = [grade, grade === 'pass' ? '' : `(${reason})`, `${tookMs} ms`];
  if (result.kind === 'error') parts.push(result.message);
  if (result.kind === 'answer') {
    const { timings, degraded, answer } = result.answer;
    parts.push(...Object.entries(timings.stages).map(([stage, ms]) => `${stage}=${ms}`));
    parts.push(...degraded.map(({ cause, instead }) => `{${cause} → ${instead}}`));
    if (grade !== 'pass') parts.push(JSON.stringify(answer));
  }
  return parts.filter((part) => part !== '').join(' ');
}
