import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile, writeFile } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { dirname } from 'node:path';

export interface ProcessSpec {
  /** What people call it: stands in messages. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly workingFolder: string;
  readonly environment: Record<string, string>;
  readonly logFile: string;
  /** What asks it to end. SIGINT by default: on SIGTERM Qdrant waits for idle connections. */
  readonly stopSignal?: 'SIGINT' | 'SIGKILL';
  /** Everything else that wants the processor goes first. */
  readonly inBackground?: boolean;
}

/** A service running as a child process. It ends with this process, however this process ends. */
export interface ManagedProcess {
  readonly pid: number;
  /** Resolves, never rejects, with how it ended: "exited with code 1". */
  readonly exited: Promise<string>;
  /** Asks it to end, and after `stopGraceMs` ends it. Idempotent; resolves when it is gone. */
  stop(): Promise<void>;
}

const stopGraceMs = 10_000;

/** Starts a service with its output going to its log file. Fails when it cannot be executed. */
export async function startProcess(spec: ProcessSpec): Promise<ManagedProcess> {
  await mkdir(spec.workingFolder, { recursive: true, mode: 0o700 });
  await mkdir(dirname(spec.logFile), { recursive: true, mode: 0o700 });
  const log = await open(spec.logFile, 'a', 0o600);
  try {
    const child = spawn(spec.command, spec.args, {
      cwd: spec.workingFolder,
      env: spec.environment,
      stdio: ['ignore', log.fd, log.fd],
      // A group of its own, so that Ctrl-C reaches us alone and we decide the order of stopping.
      detached: true,
    });
    await once(child, 'spawn').catch((error: unknown) => {
      throw new Error(`${spec.name} could not be started from ${spec.command}`, { cause: error });
    });
    if (spec.inBackground) await putBehind(child as StartedChild);
    return manage(child as StartedChild, spec.stopSignal ?? 'SIGINT');
  } finally {
    await log.close();
  }
}

type StartedChild = ChildProcess & { readonly pid: number };

/** A lower priority for the process and, where Linux schedules sessions as groups (sched(7)), for its session. */
async function putBehind({ pid }: StartedChild): Promise<void> {
  const behind = constants.priority.PRIORITY_BELOW_NORMAL;
  try {
    setPriority(pid, behind);
    await writeFile(`/proc/${pid}/autogroup`, String(behind));
  } catch {
    // It has ended, or there is no such grouping here: work is done all the same.
  }
}

function manage(child: StartedChild, stopSignal: 'SIGINT' | 'SIGKILL'): ManagedProcess {
  const guardian = guard(child.pid, stopSignal);
  const exited = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      guardian.kill('SIGKILL');
      resolve(signal === null ? `exited with code ${String(code)}` : `was ended by ${signal}`);
    });
  });
  const stop = async (): Promise<void> => {
    child.kill(stopSignal);
    const timer = setTimeout(() => child.kill('SIGKILL'), stopGraceMs);
    await exited;
    clearTimeout(timer);
  };
  let stopping: Promise<void> | undefined;
  return { pid: child.pid, exited, stop: () => (stopping ??= stop()) };
}

/**
 * A shell that waits for the end of a pipe only this process holds, then ends the service: works
 * even when this process is killed. Where there is no shell the service outlives a kill.
 */
function guard(pid: number, stopSignal: string): ChildProcess {
  const script = `read -r _; kill -s $1 $0
    for _ in 1 2 3 4 5 6 7 8 9 10; do sleep 1; kill -s 0 $0 || exit; done
    kill -s KILL $0`;
  const guardian = spawn('/bin/sh', ['-c', script, String(pid), stopSignal.slice('SIG'.length)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
    env: {},
  });
  guardian.on('error', () => undefined);
  guardian.stdin?.on('error', () => undefined);
  return guardian;
}

/** The end of a log file, for the message of a start that failed. Empty when there is none. */
export async function logTail(logFile: string, lines = 12): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
