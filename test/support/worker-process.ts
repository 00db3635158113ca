import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { createInterface } from 'node:readline';
import { builtCli, compileCache } from './built-package.js';

const cli = await builtCli();

/** A worker in a process of its own, to be killed. */
export interface WorkerProcess {
  readonly pid: number;
  readonly isAlive: () => boolean;
  /** SIGKILL: no clean-up of any kind. Resolves when the process is gone. */
  kill(): Promise<void>;
  /** Everything it said to people. */
  readonly said: readonly string[];
  /** Every line of its log. */
  readonly log: readonly string[];
}

/** Starts `holdfast worker` with exactly this configuration; resolves when it says that it runs. */
export async function startWorkerProcess(
  environment: Readonly<Record<string, string>>,
): Promise<WorkerProcess> {
  // With the memory that the command gives it.
  const child = spawn(process.execPath, ['--max-semi-space-size=4', cli, 'worker'], {
    cwd: tmpdir(),
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      // As in this process: whether workflows have threads of their own.
      TEMPORAL_DEBUG: process.env.TEMPORAL_DEBUG,
      ...compileCache,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = once(child, 'exit');
  const said: string[] = [];
  const log: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => log.push(line));
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      said.push(line);
      if (line.startsWith('The worker is running')) resolve();
    });
    child.once('exit', () => reject(new Error(`the worker ended: ${said.join('\n')}`)));
  });
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  return {
    pid: child.pid!,
    isAlive,
    said,
    log,
    async kill() {
      if (isAlive()) child.kill('SIGKILL');
      await gone;
    },
  };
}
