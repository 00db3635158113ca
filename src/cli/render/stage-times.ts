import type { Answer } from '../../contracts/answer.js';
import { time } from './quantities.js';

/** "312 ms: lexical_search 43 ms, generate 20 ms". */
export function stageTimes({ totalMs, stages }: Answer['timings']): string {
  const each = Object.entries(stages).map(([stage, ms]) => `${stage} ${time(ms)}`);
  return each.length === 0 ? time(totalMs) : `${time(totalMs)}: ${each.join(', ')}`;
}
