import type { DatabaseSync } from 'node:sqlite';

/** The right to fill the standby, which one process has at a time. Numbers never come again. */
export type Lease = number;

/** A process silent for so long has ended, or will find that its lease was taken. */
const longestSilenceMs = 30_000;

/** The next lease, or null while another process has one. */
export function acquireLease(database: DatabaseSync, nowMs: number): Lease | null {
  const row = database
    .prepare(
      `UPDATE leases SET lease = lease + 1, renewedAt = $now
       WHERE renewedAt <= $now - $silence OR renewedAt > $now RETURNING lease`,
    )
    .get({ $now: nowMs, $silence: longestSilenceMs });
  return row ? Number(row['lease']) : null;
}

/**
 * Whether the lease is still ours, which it then stays for a while. Asked in every transaction that
 * changes a copy: what an overtaken process read long ago must not replace what is newer.
 */
export function renewLease(database: DatabaseSync, lease: Lease, nowMs: number): boolean {
  const { changes } = database
    .prepare('UPDATE leases SET renewedAt = ? WHERE lease = ?')
    .run(nowMs, lease);
  return changes === 1;
}

/** Lets the next process in at once. */
export function releaseLease(database: DatabaseSync, lease: Lease): void {
  database.prepare('UPDATE leases SET renewedAt = 0 WHERE lease = ?').run(lease);
}
