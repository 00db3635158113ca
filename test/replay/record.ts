import { DefaultLogger, Runtime } from '@temporalio/worker';
import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../repository/repository-root.js';
import { localUser } from '../../src/client/audit.js';
import { circuitScenes } from './circuit-scenes.js';
import { closingScenes, ingestionScenes } from './ingestion-scenes.js';
import { neutralHistory } from './neutral-history.js';
import { questionScenes } from './question-scenes.js';
import { historiesFolder } from './saved-histories.js';
import { openStage, type Played, type Stage } from './stage.js';

/**
 * `npm run histories [-- <beginning>…]`: plays every scene on real servers and saves its history under
 * the present version, replacing what that version had: of all scenes, or of those whose name begins so.
 * Takes two minutes.
 */
const beginnings = process.argv.slice(2);
const isWanted = (name: string) =>
  beginnings.length === 0 || beginnings.some((beginning) => name.startsWith(beginning));

const manifest = await readFile(join(repositoryRoot, 'package.json'), 'utf8');
const { version } = JSON.parse(manifest) as { readonly version: string };
const folder = join(historiesFolder, version);

Runtime.install({ logger: new DefaultLogger('ERROR') });
const stage = await openStage();
try {
  if (beginnings.length === 0) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const scenes = [...ingestionScenes, ...questionScenes, ...circuitScenes, ...closingScenes];
  for (const scene of scenes) {
    const { name } = scene;
    const text = await historyOf(stage, await scene.play(stage));
    stage.heal();
    if (!isWanted(name)) continue;
    await writeFile(join(folder, `${name}.json`), text);
    console.log(`${name}: ${text.split('\n').length - 3} events, ${text.length} bytes`);
  }
  await writeFile(join(folder, 'recorded-from.txt'), `${origin(stage)}\n`);
} finally {
  await stage.close();
}

async function historyOf({ root }: Stage, { on, workflowId, runId }: Played): Promise<string> {
  const history = await on.temporal.workflow.getHandle(workflowId, runId).fetchHistory();
  const names = {
    [root]: '/documents',
    [`${process.pid}@${hostname()}`]: 'worker',
    [localUser()]: 'operator',
  };
  return neutralHistory(history, new Map(Object.entries(names)));
}

/** The last commit to the source, which the workflows are part of. */
function origin({ temporalVersion }: Stage): string {
  const git = (...args: string[]) =>
    execFileSync('git', [...args, '--', 'src'], { cwd: repositoryRoot })
      .toString()
      .trim();
  const changed = git('status', '--short') === '' ? '' : ' and changes to it';
  return `commit ${git('log', '-1', '--format=%h')}${changed}, Temporal ${temporalVersion}`;
}
