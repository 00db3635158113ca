import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../src/cli.ts', import.meta.url));
const tsx = import.meta.resolve('tsx/esm');

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface CliResult {
  readonly exitCode: number | null;
  readonly out: string;
  readonly err: string;
}

/** Starts the command line in a folder, with only the variables given. */
export function startCli(
  args: readonly string[],
  { cwd, env = {} }: CliOptions,
): ChildProcessWithoutNullStreams {
  const home = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
  return spawn(process.execPath, ['--import', tsx, cli, ...args], {
    cwd,
    env: { ...home, ...env },
  });
}

/** Runs the command line to its end. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const child = startCli(args, options);
  child.stdin.end();
  const [out, err] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { exitCode: child.exitCode, out, err };
}
