import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';

const askEveryMs = 250;

/**
 * Runs the work while holding a lock that no other process (or call) holds; waits for its turn, and
 * calls `onWait` once when it has to. The lock is one the operating system keeps, on an empty SQLite
 * file, so that a process that is killed cannot leave it behind.
 */
export async function exclusively<T>(
  lockFile: string,
  work: () => Promise<T>,
  onWait: () => void,
): Promise<T> {
  await mkdir(dirname(lockFile), { recursive: true, mode: 0o700 });
  const lock = new DatabaseSync(lockFile, { timeout: 0 });
  try {
    for (let waited = false; !tryLock(lock); waited = true) {
      if (!waited) onWait();
      await delay(askEveryMs);
    }
    return await work();
  } finally {
    lock.close();
  }
}

function tryLock(lock: DatabaseSync): boolean {
  try {
    lock.exec('BEGIN EXCLUSIVE');
    return true;
  } catch (error) {
    if (error instanceof Error && error.message.includes('database is locked')) return false;
    throw error;
  }
}
