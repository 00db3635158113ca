import type { DatabaseSync } from 'node:sqlite';

/** The right to fill the standby, which one process has at a time. Numbers never come again. */
export type Turn = number;

/** A process silent for so long has ended, or will find that its turn was taken. */
const longestSilenceMs = 30_000;

/** The next turn, or null while another process has one. */
export function takeTurn(database: DatabaseSync, nowMs: number): Turn | null {
  const row = database
    .prepare(
      `UPDATE turns SET turn = turn + 1, aliveAt = $now
       WHERE aliveAt <= $now - $silence OR aliveAt > $now RETURNING turn`,
    )
    .get({ $now: nowMs, $silence: longestSilenceMs });
  return row ? Number(row['turn']) : null;
}

/**
 * Whether the turn is still ours, which it then stays for a while. Asked in every transaction that
 * changes a copy: what an overtaken process read long ago must not replace what is newer.
 */
export function keepTurn(database: DatabaseSync, turn: Turn, nowMs: number): boolean {
  const { changes } = database
    .prepare('UPDATE turns SET aliveAt = ? WHERE turn = ?')
    .run(nowMs, turn);
  return changes === 1;
}

/** Lets the next process in at once. */
export function endTurn(database: DatabaseSync, turn: Turn): void {
  database.prepare('UPDATE turns SET aliveAt = 0 WHERE turn = ?').run(turn);
}
