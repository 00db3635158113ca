#!/usr/bin/env -S node --max-semi-space-size=4
// With larger ones (MiB), each of a worker's threads keeps 48 MiB of garbage: 725 instead of 390 MiB in all.
// Starts the command line under a Node that is new enough: a checkout runs its sources, a package lib/.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { URL, fileURLToPath, pathToFileURL } from 'node:url';

const needed = [22, 13];
const file = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const [sources, built] = [file('src/cli.ts'), file('lib/cli.js')];
const packagedNode = file('node_modules/.bin/node');

if (!isNewEnough(process.versions.node) && existsSync(packagedNode)) {
  restart(packagedNode, [fileURLToPath(import.meta.url)]);
} else if (!isNewEnough(process.versions.node)) {
  fail(`Holdfast needs Node ${needed.join('.')} or later; this is ${process.versions.node}.`);
} else if (existsSync(sources)) {
  await runSources();
} else {
  await import(pathToFileURL(built).href);
}

function isNewEnough(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > needed[0] || (major === needed[0] && minor >= needed[1]);
}

/** In a checkout the TypeScript runner is a development dependency. */
async function runSources() {
  try {
    const { register } = await import('tsx/esm/api');
    register();
  } catch {
    fail('This is a checkout without its dependencies: run "npm ci".');
    return;
  }
  await import(pathToFileURL(sources).href);
}

/** Runs this file again under another Node, as if it were this process. */
function restart(node, args) {
  const child = spawn(node, [...process.execArgv, ...args, ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  // The child decides how to end. From a terminal it gets Ctrl-C twice, and knows that.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('error', (error) => fail(`${node} could not be started: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exitCode = 1;
}
