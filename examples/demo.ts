// Shows Holdfast from nothing to answers: npm run demo. With "-- --keep" it stays up until Ctrl-C.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect, type Holdfast } from '../src/client.js';
import { runPage } from '../src/cli/connect.js';
import { messageOf } from '../src/cli/exit-code.js';
import { followIngestion } from '../src/cli/follow-ingestion.js';
import { startLocalStack, type LocalStack } from '../src/cli/local-stack.js';
import { note, print, printText } from '../src/cli/print.js';
import { renderAnswer } from '../src/cli/render/results.js';
import { autoPaint as paint } from '../src/cli/render/paint.js';
import { time } from '../src/cli/render/quantities.js';
import { renderStack } from '../src/cli/render/stack.js';
import { stopSignal } from '../src/cli/stop-signal.js';
import { setUpRuntime } from '../src/cli/worker-runtime.js';
import { exclusively } from '../src/stack/exclusively.js';
import { isolatedConfig } from './demo/isolated-config.js';
import { demoQuestions, type DemoQuestion } from './demo/questions.js';

const startedAt = Date.now();
const checkout = fileURLToPath(new URL('../', import.meta.url));
const keep = process.argv.includes('--keep');
const config = isolatedConfig(checkout);

/** Documents everybody has who can run this: those of the installed packages, and a Korean handbook. */
const sources = [
  { source: 'packages', root: join(checkout, 'node_modules') },
  { source: 'handbook', root: join(checkout, 'examples', 'handbook-ko') },
];

const whatNext = `
What next
  npm run demo -- --keep       the same, and stays up: look at the runs in the Temporal UI
  npx holdfast up              a stack of your own
  npx holdfast ingest <path>   your documents
  npx holdfast ask "…"         your questions
  npx holdfast config          what can be set: keys make answers better`;

const waiting = () => note('Waiting for another demo on the same folder to end.');
try {
  await exclusively(join(config.dataDir, 'demo.lock'), demo, waiting);
} catch (error) {
  note(`\n${paint.red('The demo stopped:')} ${messageOf(error)}`);
  // What was still being built or started ends with this process.
  process.exit(1);
}

async function demo(): Promise<void> {
  const stopped = new AbortController();
  const interrupted = stopSignal().then((signal) => {
    stopped.abort();
    throw new Error(`interrupted (${signal})`);
  });
  const file = join(config.dataDir, 'logs', 'worker.log');
  await setUpRuntime(config, [{ to: { file }, from: 'info', as: 'json' }]);
  heading('Starting');
  const local = await Promise.race([
    startLocalStack({ config, ports: 'free', onProgress: (text) => note(paint.dim(text)) }),
    interrupted,
  ]);
  try {
    printText(renderStack(local.stack, config.dataDir, paint));
    await Promise.race([show(local, stopped.signal), interrupted, local.worker.running]);
    if (keep) await stayUp(local, interrupted);
  } finally {
    note(paint.dim('Stopping everything.'));
    await local.stop();
  }
}

async function show(local: LocalStack, stopped: AbortSignal): Promise<void> {
  const { temporal } = local.stack;
  const holdfast = await connect({ address: temporal.address });
  try {
    heading('Ingesting documents');
    for (const source of sources) await ingest(holdfast, source, stopped);
    let toFirstAnswer: number | undefined;
    for (const question of demoQuestions) {
      await ask(holdfast, question, temporal.uiUrl);
      toFirstAnswer ??= Date.now() - startedAt;
    }
    print(`\n${paint.bold(`From start to first answer: ${time(toFirstAnswer ?? 0)}`)}`);
    print(whatNext);
  } finally {
    await holdfast.close();
  }
}

async function ingest(
  holdfast: Holdfast,
  input: { readonly source: string; readonly root: string },
  stopped: AbortSignal,
): Promise<void> {
  // node_modules changes a lot between installs, and this index is nobody's only one.
  const ingestion = await holdfast.ingest({ ...input, allowDeletes: true });
  const end = await followIngestion(input.source, ingestion, stopped);
  if (end !== 'done') throw new Error(`the ingestion of "${input.source}" was not done (${end})`);
}

async function ask(
  holdfast: Holdfast,
  { question, about, expected }: DemoQuestion,
  uiUrl: string | undefined,
): Promise<void> {
  heading(`A question about ${about}`);
  print(`${paint.bold(`> ${question}`)}\n`);
  const asked = await holdfast.start(question);
  const answer = await asked.result();
  const url = uiUrl === undefined ? undefined : runPage(uiUrl, config.temporal.namespace, asked);
  printText(renderAnswer(answer, url, paint));
  if (answer.kind !== expected) {
    throw new Error(`"${question}" ended as ${answer.kind}, not as ${expected}`);
  }
}

async function stayUp(local: LocalStack, interrupted: Promise<never>): Promise<void> {
  note(paint.bold('\nStaying up: follow the links above, or ask from another terminal:'));
  note('  HOLDFAST_DATA_DIR=.holdfast/demo npx holdfast ask "…"');
  note(paint.bold('Ctrl-C stops everything.'));
  await Promise.race([interrupted.catch(() => undefined), local.worker.running]);
}

function heading(text: string): void {
  print(`\n${paint.bold(paint.underline(text))}\n`);
}
