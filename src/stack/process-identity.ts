import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { z } from 'zod';

/** One process for ever: its number may be used again, together with `started` it is not. */
export const processRecord = z.object({ pid: z.number().int().positive(), started: z.string() });
export type ProcessRecord = z.infer<typeof processRecord>;

/** Record of the process that runs now under that number; null when none does. */
export async function identifyProcess(pid: number): Promise<ProcessRecord | null> {
  const started = await (process.platform === 'linux' ? startOnLinux(pid) : startByPs(pid));
  return started === null ? null : { pid, started };
}

/** Whether exactly the recorded process still runs. */
export async function stillRuns(record: ProcessRecord): Promise<boolean> {
  return (await identifyProcess(record.pid))?.started === record.started;
}

/** Asks exactly the recorded process to end, ends it after 10 s, and resolves when it is gone. */
export async function endProcess(record: ProcessRecord): Promise<void> {
  const killAt = Date.now() + 10_000;
  let signal: 'SIGINT' | 'SIGKILL' | 0 = 'SIGINT';
  while (await stillRuns(record)) {
    try {
      process.kill(record.pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    await delay(50);
    signal = Date.now() > killAt ? 'SIGKILL' : 0;
  }
}

/** Boot id and start time in clock ticks since boot. A zombie counts as gone. */
async function startOnLinux(pid: number): Promise<string | null> {
  try {
    const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8');
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    // proc(5): the name, field 2, stands in brackets and may hold any character. Then fields 3, 4 …
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, startTime] = [fields[0], fields[19]];
    return state === 'Z' || startTime === undefined ? null : `${boot.trim()} ${startTime}`;
  } catch {
    return null;
  }
}

async function startByPs(pid: number): Promise<string | null> {
  try {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'lstart=', '-p', String(pid)]);
    return stdout.trim() || null;
  } catch {
    return null;
  }
}
