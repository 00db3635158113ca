import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { endingOf } from '../../src/cli/exit-code.js';
import { note } from '../../src/cli/print.js';
import { createProgram } from '../../src/cli/program.js';
import { builtCli, compileCache } from '../support/built-package.js';

const cli = await builtCli();

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface CliResult {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

function environment({ env = {} }: CliOptions): Record<string, string | undefined> {
  return { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env };
}

/** Starts the command line as a process, in a folder, with only the variables given. */
export function startCli(
  args: readonly string[],
  options: CliOptions,
): ChildProcessWithoutNullStreams {
  return spawn(process.execPath, [cli, ...args], {
    cwd: options.cwd,
    env: { ...compileCache, ...environment(options) },
  });
}

/** Runs a command to its end in a process of its own, as one that installs a runtime must. */
export function runCliProcess(args: readonly string[], options: CliOptions): Promise<CliResult> {
  return endOf(startCli(args, options));
}

/** What a process came to: several may run side by side. */
export async function endOf(child: ChildProcessWithoutNullStreams): Promise<CliResult> {
  child.stdin.end();
  const [out, err] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ]);
  return { exitCode: child.exitCode ?? -1, out, err };
}

/** Runs a command to its end in this process: starting one costs more than most commands do. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const before = { cwd: process.cwd(), env: process.env, exitCode: process.exitCode };
  const out = capture(process.stdout);
  const err = capture(process.stderr);
  process.chdir(options.cwd);
  process.env = environment(options);
  process.exitCode = undefined;
  try {
    await createProgram().parseAsync(args, { from: 'user' });
    return { exitCode: Number(process.exitCode ?? 0), out: out.text(), err: err.text() };
  } catch (error) {
    const { exitCode, message } = endingOf(error);
    if (message !== undefined) note(message);
    return { exitCode, out: out.text(), err: err.text() };
  } finally {
    out.release();
    err.release();
    process.chdir(before.cwd);
    process.env = before.env;
    process.exitCode = before.exitCode;
  }
}

/** Keeps what is written to a stream from the terminal. */
function capture(stream: NodeJS.WriteStream) {
  const write = stream.write.bind(stream);
  let written = '';
  stream.write = (chunk: string | Uint8Array) => {
    written += typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString();
    return true;
  };
  return { text: () => written, release: () => void (stream.write = write) };
}
