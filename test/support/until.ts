import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 50;

/** Looks again and again until there is something to see, for what tells nobody when it happens. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  timeoutMs = 20_000,
): Promise<T> {
  const giveUpAt = Date.now() + timeoutMs;
  do {
    const seen = await look();
    if (seen !== undefined) return seen;
    await sleep(pollMs);
  } while (Date.now() < giveUpAt);
  throw new Error(`not seen within ${timeoutMs} ms: ${what}`);
}
