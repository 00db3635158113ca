// How fast Holdfast is, against the same calls without it: npm run bench -- --report docs/bench
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { setUpRuntime } from '../src/cli/worker-runtime.js';
import { measureGuard } from './circuits/measure-guard.js';
import { measureOutage } from './circuits/measure-outage.js';
import { renderReport, type CircuitFigures, type Report } from './harness/report.js';
import { startServers, type Servers } from './harness/servers.js';
import { startVendor } from './harness/start-vendor.js';
import { compareIngestion } from './ingestion/compare-ingestion.js';
import { measureDuringIngestion, type DuringIngestion } from './questions/during-ingestion.js';
import { measureQuestions, type MeasuredQuestions } from './questions/measure-questions.js';
import { sampleQuestions } from './questions/sample-questions.js';

const parts = ['questions', 'ingestion', 'during', 'circuits'] as const;
const usage = `npm run bench -- [--report PATH] [--only ${parts.join('|')}] [--rounds N]
  --report  writes PATH.md and PATH.json
  --rounds  questions of each kind asked one at a time (default 60); the rest in proportion`;

interface Source {
  readonly source: string;
  readonly root: string;
}

const checkout = fileURLToPath(new URL('../', import.meta.url));
/** The demo's own. */
const sources: readonly Source[] = [
  { source: 'packages', root: join(checkout, 'node_modules') },
  { source: 'handbook', root: join(checkout, 'examples', 'handbook-ko') },
];
const note = (text: string) => process.stderr.write(`${text}\n`);

const { report, only, rounds } = readArguments();
await setUpRuntime({ operations: { metrics: null, webhook: null } }, []);
const servers = await startServers();
try {
  const measured = await measure(servers);
  const text = renderReport(measured);
  process.stdout.write(`\n${text}`);
  if (report !== undefined) {
    await writeFile(`${report}.md`, text);
    await writeFile(`${report}.json`, `${JSON.stringify(measured, null, 2)}\n`);
  }
} finally {
  await servers.stop();
}

async function measure(on: Servers): Promise<Report> {
  const wants = (part: (typeof parts)[number]) => only === undefined || only === part;
  const ingestion = wants('ingestion')
    ? await compareIngestion(on, sources, Math.ceil(rounds / 20), note)
    : null;
  return {
    date: new Date().toISOString().slice(0, 10),
    machine: {
      cores: availableParallelism(),
      node: process.versions.node,
      temporal: on.temporalVersion,
      qdrant: on.qdrantVersion,
    },
    questions: wants('questions') ? await measureAllQuestions(on) : [],
    during: wants('during') ? await measureDuring(on) : null,
    circuits: wants('circuits') ? await measureCircuits(on) : null,
    ingestion,
  };
}

async function measureDuring(on: Servers): Promise<DuringIngestion> {
  const [{ root }] = sources as [Source];
  const questions = (await sampleQuestions(root)).slice(0, 2 * rounds + 10);
  note('asking during an ingestion');
  return measureDuringIngestion(on, { root, questions });
}

async function measureCircuits(on: Servers): Promise<CircuitFigures> {
  note('taking a dependency away from three processes');
  const environment = { OPENAI_API_KEY: 'sk-bench-none' };
  return {
    guard: await measureGuard(),
    outages: [
      await measureOutage(on, environment, 'failing'),
      await measureOutage(on, environment, 'hanging'),
    ],
  };
}

async function measureAllQuestions(on: Servers): Promise<readonly MeasuredQuestions[]> {
  const { root } = sources[0]!;
  const shared = { root, rounds, questions: await sampleQuestions(root), onProgress: note };
  const keyless = await measureQuestions(on, { ...shared, mode: 'keyless', environment: {} });
  const vendor = await startVendor();
  try {
    const { environment } = vendor;
    return [keyless, await measureQuestions(on, { ...shared, mode: 'keyed', environment })];
  } finally {
    await vendor.stop();
  }
}

function readArguments() {
  const { values } = parseArgs({
    options: {
      report: { type: 'string' },
      only: { type: 'string' },
      rounds: { type: 'string', default: '60' },
    },
  });
  const rounds = Number(values.rounds);
  const isPart = values.only === undefined || parts.some((part) => part === values.only);
  if (!Number.isInteger(rounds) || rounds < 1 || !isPart) {
    note(usage);
    process.exit(2);
  }
  return { ...values, rounds };
}
