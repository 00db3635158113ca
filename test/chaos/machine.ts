import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Shares of all processors, 0 to 1, while something ran: our own processes', and everybody else's. */
export interface MachineUse {
  readonly own: number;
  readonly others: number;
}

/**
 * Begins to watch; the result tells what was used since. Latencies say something about the product
 * only while others leave the machine alone. Null where processes do not show what they use.
 */
export function watchMachine(ownProcesses: readonly number[]): () => MachineUse | null {
  const before = { at: Date.now(), busy: busyMs(), own: ownMs(ownProcesses) };
  return () => {
    const own = ownMs(ownProcesses);
    if (own === null || before.own === null) return null;
    const available = (Date.now() - before.at) * cpus().length;
    const ownShare = (own - before.own) / available;
    return { own: ownShare, others: Math.max(0, (busyMs() - before.busy) / available - ownShare) };
  };
}

function busyMs(): number {
  return cpus().reduce(
    (sum, { times }) => sum + times.user + times.nice + times.sys + times.irq,
    0,
  );
}

/** Of processes that live; null without a `/proc`. */
function ownMs(processes: readonly number[]): number | null {
  try {
    return processes.reduce((sum, pid) => {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return sum + (Number(fields[11]) + Number(fields[12])) * msPerTick;
    }, 0);
  } catch {
    return null;
  }
}

/** Linux counts a hundred of them to the second, whatever the processor. */
const msPerTick = 10;
