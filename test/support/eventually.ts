import { setTimeout as sleep } from 'node:timers/promises';

/** Resolves when the check passes; after a while it throws what the check last threw. */
export async function eventually(check: () => Promise<void>, withinMs = 15_000): Promise<void> {
  const giveUpAt = Date.now() + withinMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
    }
    await sleep(50);
  }
}
