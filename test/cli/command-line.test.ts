import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../src/cli/program.js';
import { temporaryFolder } from '../stack/temporary-folder.js';
import { runCli, runCliProcess, startCli } from './run-cli.js';

/** An address of the loopback interface where nothing listens. */
async function deadAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return `127.0.0.1:${port}`;
}

describe('help', () => {
  const commands = createProgram().commands;

  it('lists every command', () => {
    expect(commands.map((command) => command.name())).toEqual([
      ...['up', 'ingest', 'ask', 'search', 'sources', 'status', 'remove'],
      ...['pause', 'resume', 'cancel', 'circuits', 'limits', 'audit', 'worker', 'config', 'doctor'],
    ]);
  });

  it.each(commands.map((command) => [command.name(), command] as const))(
    'of %s shows examples of it',
    (name, command) => {
      let help = '';
      command.configureOutput({ writeOut: (text) => (help += text) });
      command.outputHelp();
      expect(help).toMatch(new RegExp(`Examples:[\\s\\S]*\\n  .*holdfast ${name}`));
    },
  );

  it('goes to standard output and succeeds', async () => {
    const { exitCode, out, err } = await runCli(['--help'], { cwd: await temporaryFolder() });
    expect({ exitCode, err }).toEqual({ exitCode: 0, err: '' });
    expect(out).toContain('Start here:');
  });
});

describe('bad input ends with 2, one line, and nothing on standard output', () => {
  it.each([
    ['an unknown command', ['frobnicate'], "unknown command 'frobnicate'"],
    ['an unknown option', ['ask', 'x', '--nope'], "unknown option '--nope'"],
    ['no question', ['ask'], "missing required argument 'question'"],
    ['an empty question', ['ask', ' '], 'question is empty'],
    ['a question that is too long', ['ask', 'x'.repeat(4001)], 'longer than 4,000 characters'],
    ['an invalid time', ['ask', 'x', '--deadline', 'soon'], 'such as 500ms, 30s'],
    [
      'a deadline below a second',
      ['ask', 'x', '--deadline', '1ms'],
      'deadlineMs must be at least a second',
    ],
    ['too many passages', ['search', 'x', '--top-k', '51'], 'from 1 to 50'],
    ['an invalid corpus name', ['search', 'x', '--corpus', 'a/b'], '1 to 64 letters'],
    ['an empty tenant name', ['sources', '--tenant', ''], '1 to 64 letters'],
    ['an invalid source name', ['remove', 'a b'], '1 to 64 letters'],
    ['a path that does not exist', ['ingest', 'missing'], 'does not exist'],
    [
      'one name for two paths',
      ['ingest', 'a', 'b', '--source', 'x'],
      '--source names a single source',
    ],
    ['a path that is neither folder nor file', ['ingest', '/dev/null'], 'neither a folder nor a'],
    ['two paths of the same name', ['ingest', 'a/docs', 'b/docs'], 'both be named "docs"'],
  ])('%s', async (_what, args, message) => {
    const cwd = await temporaryFolder();
    await mkdir(join(cwd, 'a', 'docs'), { recursive: true });
    await mkdir(join(cwd, 'b', 'docs'), { recursive: true });
    const { exitCode, out, err } = await runCli(args, { cwd });
    expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
    expect(err).toContain(message);
    expect(err).not.toContain('    at ');
  });

  it('an invalid configuration, naming every variable', async () => {
    const env = { HOLDFAST_DEADLINE: 'soon', QDRANT_URL: 'nowhere' };
    const { exitCode, err } = await runCli(['ask', 'x'], { cwd: await temporaryFolder(), env });
    expect(exitCode).toBe(2);
    expect(err).toContain('HOLDFAST_DEADLINE must be a time');
    expect(err).toContain('QDRANT_URL is no address');
  });
});

// All commands connect by one function, which takes seconds to give up: they do so side by side.
it('every command ends with 1 and one line when Temporal is unreachable', async () => {
  const env = { TEMPORAL_ADDRESS: await deadAddress() };
  const cwd = await temporaryFolder();
  const commands = [['ask', 'x', '--json'], ['ingest', '.', '--source', 'x'], ['status']];
  const results = await Promise.all(commands.map((args) => runCliProcess(args, { cwd, env })));
  const err = `No Temporal server answers at ${env.TEMPORAL_ADDRESS}: start Holdfast with "holdfast up", or set TEMPORAL_ADDRESS\n`;
  const ended = { exitCode: 1, out: '', err };
  expect(results).toEqual([ended, ended, ended]);
});

it('every command uses TLS when the .env file says so', async () => {
  const firstBytes = new Set<number | undefined>();
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (hello) => {
      firstBytes.add(hello[0]);
      socket.destroy();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const cwd = await temporaryFolder();
  await writeFile(join(cwd, '.env'), `TEMPORAL_ADDRESS=127.0.0.1:${port}\nTEMPORAL_TLS=true\n`);
  const commands = ['status', 'doctor', 'worker'].map((command) => startCli([command], { cwd }));
  await Promise.all(commands.map((command) => once(command, 'exit')));
  server.close();
  const handshake = 0x16;
  expect([...firstBytes]).toEqual([handshake]);
});

it('doctor says what is missing and how to fix it, and ends with 1', async () => {
  const env = { TEMPORAL_ADDRESS: await deadAddress() };
  const { exitCode, out } = await runCli(['doctor'], { cwd: await temporaryFolder(), env });
  expect(exitCode).toBe(1);
  expect(out).toMatch(/✓ Node/);
  expect(out).not.toContain('Temporal to start');
  expect(out).toMatch(/✓ Qdrant to start +(found on PATH|from the npm package)/);
  expect(out).toMatch(/✗ Temporal .*No Temporal server answers/);
  expect(out).toMatch(/✗ Qdrant .*\n *→ start "holdfast up", or set QDRANT_URL/);
});

describe('config', () => {
  const key = 'sk-test-0123456789';

  it.each([[['config']], [['config', '--json']]])('%j never shows a key', async (args) => {
    const env = { OPENAI_API_KEY: key, TEMPORAL_API_KEY: key, QDRANT_API_KEY: key };
    const { exitCode, out, err } = await runCli(args, { cwd: await temporaryFolder(), env });
    expect(exitCode).toBe(0);
    expect(out).toContain('OPENAI_API_KEY');
    expect(out + err).not.toContain(key);
  });

  it('shows where a value comes from and warns of an unknown variable', async () => {
    const env = { HOLDFAST_DEADLINE: '1m', HOLDFAST_DEADLNE: '1m' };
    const { out, err } = await runCli(['config'], { cwd: await temporaryFolder(), env });
    expect(out).toMatch(/HOLDFAST_DEADLINE +1m +environment/);
    expect(err).toContain('HOLDFAST_DEADLNE is set, but there is no such variable');
  });
});

it('ends quietly when its output is closed early', async () => {
  const child = startCli(['config'], { cwd: await temporaryFolder() });
  child.stdout.destroy();
  let err = '';
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  await once(child, 'close');
  expect({ exitCode: child.exitCode, err }).toEqual({ exitCode: 0, err: '' });
});

it('starts from a checkout', async () => {
  const bin = fileURLToPath(new URL('../../bin/holdfast.js', import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [bin, '--version']);
  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
