import { setTimeout as sleep } from 'node:timers/promises';
import { ask, type Asked } from './ask.js';
import type { World } from './world.js';

/** Whether all is well again is tried this often, and this long. */
const lookEveryMs = 300;
const longestRecoveryMs = 60_000;

/** Asks until an answer misses nothing; returns how long that took, or null when it never did. */
export async function untilBack(world: World): Promise<number | null> {
  const begunAt = Date.now();
  while (Date.now() - begunAt < longestRecoveryMs) {
    const [fact] = world.take(1);
    const asked = await ask(world.holdfast.client, fact!);
    if (missesNothing(asked)) return asked.askedAt - begunAt;
    await sleep(lookEveryMs);
  }
  return null;
}

function missesNothing({ result }: Asked): boolean {
  return (
    result.kind === 'answer' &&
    result.answer.kind === 'answered' &&
    result.answer.degraded.length === 0
  );
}
