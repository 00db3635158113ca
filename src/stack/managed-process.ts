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
  /** How long it may take to end: 10 s by default. */
  readonly stopGraceMs?: number;
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

const usualStopGraceMs = 10_000;

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
    const managed = manage(child as StartedChild, spec);
    if (spec.inBackground) await putBehind(managed);
    return managed;
  } finally {
    await log.close();
  }
}

type StartedChild = ChildProcess & { readonly pid: number };

/** A lower priority for the process and, where Linux schedules sessions as groups (sched(7)), for its session. */
async function putBehind({ pid }: ManagedProcess): Promise<void> {
  const behind = constants.priority.PRIORITY_BELOW_NORMAL;
  try {
    setPriority(pid, behind);
  } catch {
    // It is behind already, or has ended.
  }
  // There is no such grouping elsewhere, or it is turned off: work is done all the same.
  await writeFile(`/proc/${pid}/autogroup`, String(behind)).catch(() => undefined);
}

function manage(child: StartedChild, spec: ProcessSpec): ManagedProcess {
  const { stopSignal = 'SIGINT', stopGraceMs = usualStopGraceMs } = spec;
  const guardian = guard(child.pid, stopSignal, stopGraceMs);
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
function guard(pid: number, stopSignal: string, stopGraceMs: number): ChildProcess {
  const script = `read -r _; kill -s $1 $0
    left=$2; while [ $left -gt 0 ]; do sleep 1; kill -s 0 $0 || exit; left=$((left - 1)); done
    kill -s KILL $0`;
  const seconds = Math.ceil(stopGraceMs / 1000);
  const values = [pid, stopSignal.slice('SIG'.length), seconds].map(String);
  const guardian = spawn('/bin/sh', ['-c', script, ...values], {
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
