import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 50;

/**
 * Looks again and again, at a state that sends no event, until looking throws nothing; resolves
 * with what was seen. After a while it throws what was last thrown.
 */
export async function eventually<T>(look: () => T | Promise<T>, withinMs = 20_000): Promise<T> {
  const giveUpAt = Date.now() + withinMs;
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
    }
    await sleep(pollMs);
  }
}
