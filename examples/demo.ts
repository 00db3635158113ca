// Shows Holdfast from nothing to answers: npm run demo. With "-- --keep" it stays up until Ctrl-C.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseEnv, styleText } from 'node:util';
import { connect, type Answer, type Holdfast } from 'holdfast';

const startedAt = Date.now();
const checkout = fileURLToPath(new URL('../', import.meta.url));
const dataDir = join(checkout, '.holdfast', 'demo');

/** Documents that are on every machine that can run this: those of the packages, and a handbook. */
const sources = [
  { source: 'packages', root: join(checkout, 'node_modules') },
  { source: 'handbook', root: join(checkout, 'examples', 'handbook-ko') },
];

/** One question per language, and one that no document answers. */
const questions: readonly { question: string; expected: Answer['kind'] }[] = [
  { question: 'How do I make an option mandatory in commander?', expected: 'answered' },
  { question: '남은 연차는 며칠까지 다음 해로 넘길 수 있나요?', expected: 'answered' },
  { question: 'Which team won the football world cup in 1998?', expected: 'abstained' },
];

const whatNext = `
What next
  npm run demo -- --keep       the same, and stays up: look at the runs in the Temporal UI
  npx holdfast up              a stack of your own
  npx holdfast ingest <path>   your documents
  npx holdfast ask "…"         your questions
  npx holdfast config          the settings: API keys make answers better`;

const up = await startHoldfast();
const ended = once(up, 'exit').then(([code]) => {
  throw new Error(`"holdfast up" ended with exit code ${String(code)}`);
});
// "holdfast up" gets Ctrl-C from the terminal, too, and stops everything it started.
process.once('SIGINT', () => undefined);
process.once('SIGTERM', () => up.kill('SIGTERM'));
try {
  await Promise.race([show(), ended]);
  if (process.argv.includes('--keep')) {
    heading('Staying up until Ctrl-C');
    await ended;
  }
} catch (error) {
  console.error(error instanceof Error ? `\nThe demo stopped: ${error.message}` : error);
  process.exitCode = 1;
} finally {
  up.kill('SIGINT');
  await ended.catch(() => undefined);
}

/**
 * Starts `holdfast up` and resolves when it is ready. It gets your keys, models and limits, and none of
 * your addresses, so that the demo can never write into a real index.
 */
async function startHoldfast(): Promise<ChildProcess> {
  const notForDemo = /^(TEMPORAL_|QDRANT_|HOLDFAST_(TENANT|COLLECTION|WEBHOOK_URL|WORK)$)/;
  const envFile = join(checkout, '.env');
  const settings = {
    ...(existsSync(envFile) && parseEnv(await readFile(envFile, 'utf8'))),
    ...process.env,
  };
  const kept = Object.entries(settings).filter(([name]) => !notForDemo.test(name));
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  heading('Starting');
  const child = spawn(process.execPath, [join(checkout, 'bin', 'holdfast.js'), 'up'], {
    // Not the checkout: "up" would read its .env.
    cwd: dataDir,
    env: {
      ...Object.fromEntries(kept),
      HOLDFAST_DATA_DIR: dataDir,
      HOLDFAST_METRICS_ADDRESS: 'off',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let ready = false;
  for await (const line of createInterface({ input: child.stdout })) {
    console.log(line);
    ready = line.includes('holdfast ingest');
    if (ready) break;
  }
  child.stdout.resume();
  // It has said why on standard error.
  if (!ready) process.exit(1);
  return child;
}

async function show(): Promise<void> {
  const { temporalAddress, temporalUiUrl } = JSON.parse(
    await readFile(join(dataDir, 'stack.json'), 'utf8'),
  ) as { temporalAddress: string; temporalUiUrl: string };
  const holdfast = await connect({ address: temporalAddress, environment: () => ({}) });
  try {
    heading('Ingesting documents');
    for (const source of sources) await ingest(holdfast, source);
    let firstAnswerMs: number | undefined;
    for (const { question, expected } of questions) {
      heading(question);
      const asked = await holdfast.start(question);
      const answer = await asked.result();
      firstAnswerMs ??= Date.now() - startedAt;
      print(answer);
      const run = `${encodeURIComponent(asked.workflowId)}/${asked.runId}`;
      console.log(styleText('dim', `${temporalUiUrl}/namespaces/default/workflows/${run}`));
      if (answer.kind !== expected) throw new Error(`${answer.kind} instead of ${expected}`);
    }
    heading(`From start to first answer: ${((firstAnswerMs ?? 0) / 1000).toFixed(1)} s`);
    console.log(whatNext);
  } finally {
    await holdfast.close();
  }
}

async function ingest(
  holdfast: Holdfast,
  input: { readonly source: string; readonly root: string },
): Promise<void> {
  // node_modules changes a lot between installs, and this index exists for the demo only.
  const ingestion = await holdfast.ingest({ ...input, allowDeletes: true });
  const { phase, passages, quarantinedCount, ...documents } = await ingestion.result();
  if (phase !== 'done') throw new Error(`the ingestion of "${input.source}" ended as ${phase}`);
  const total = documents.new + documents.changed + documents.unchanged;
  console.log(
    `${input.source}: ${total} documents, ${documents.new + documents.changed} of them new or changed, ` +
      `${passages} passages written, ${quarantinedCount} documents set aside`,
  );
}

function print({ answer, citations, confidence }: Answer): void {
  console.log(`${answer}\n`);
  for (const [index, { document, quote }] of citations.entries()) {
    console.log(`  [${index + 1}] ${document}: “${quote.replaceAll(/\s+/g, ' ').slice(0, 90)}”`);
  }
  console.log(styleText('dim', `confidence ${confidence.toFixed(2)}`));
}

function heading(text: string): void {
  console.log(`\n${styleText('bold', text)}\n`);
}
