import {
  DefaultLogger,
  Runtime,
  Worker,
  bundleWorkflowCode,
  makeTelemetryFilterString,
} from '@temporalio/worker';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { ingestExamples } from '../contracts/ingest-examples.js';
import { questionExamples } from '../contracts/question-examples.js';
import { workflowExamples } from '../contracts/workflow-examples.js';
import { inClear } from '../support/payloads.js';
import { savedHistories, type SavedHistory } from './saved-histories.js';

const logger = new DefaultLogger('ERROR');
// Violations are expected here; a warning on each would hide what is not.
const logging = { filter: makeTelemetryFilterString({ core: 'ERROR' }) };
Runtime.install({ logger, telemetryOptions: { logging } });

const histories = await savedHistories();

interface HistoryJson {
  readonly events: readonly [
    {
      readonly workflowExecutionStartedEventAttributes: {
        readonly workflowId: string;
        readonly originalExecutionRunId: string;
      };
    },
  ];
}

/** What a replay has to say against each history, by its name; undefined where it goes as recorded. */
async function replay(
  workflows: string,
  recorded: readonly SavedHistory[],
): Promise<ReadonlyMap<string, Error | undefined>> {
  const workflowsPath = fileURLToPath(new URL(workflows, import.meta.url));
  const workflowBundle = await bundleWorkflowCode({ workflowsPath, logger });
  const names = new Map<string, string>();
  const runs = recorded.map(({ name, text }) => {
    const history = JSON.parse(text) as HistoryJson;
    const started = history.events[0].workflowExecutionStartedEventAttributes;
    names.set(started.originalExecutionRunId, name);
    // Workflows name their children after themselves.
    return { workflowId: started.workflowId, history };
  });
  const complaints = new Map<string, Error | undefined>();
  const results = Worker.runReplayHistories({ workflowBundle }, runs);
  for await (const { runId, error } of results) complaints.set(names.get(runId) ?? runId, error);
  return complaints;
}

function saved(scene: string): SavedHistory {
  const found = histories.find(({ name }) => name.endsWith(`/${scene}`));
  if (!found) throw new Error(`no saved history ${scene}`);
  return found;
}

describe('the present workflows', () => {
  let complaints: ReadonlyMap<string, Error | undefined>;
  beforeAll(async () => {
    complaints = await replay('../../src/workflows/index.ts', histories);
  }, 60_000);

  it.each(histories)('do again what they did in $name', ({ name }) => {
    expect(complaints.has(name)).toBe(true);
    expect(complaints.get(name)).toBeUndefined();
  });
});

describe('a replay', { timeout: 60_000 }, () => {
  it('finds out a workflow that takes its steps in another order', async () => {
    const recorded = [saved('question-answered'), saved('question-failed')];
    const complaints = await replay('reordered-workflows.ts', recorded);
    expect([...complaints.values()].map((error) => error?.name)).toEqual([
      'DeterminismViolationError',
      'DeterminismViolationError',
    ]);
  });

  it('finds out a history in which another step was taken', async () => {
    const { name, text } = saved('ingestion-keyed');
    const other = { name, text: text.replaceAll('"stageDocuments"', '"commitDocuments"') };
    const complaints = await replay('../../src/workflows/index.ts', [other]);
    expect(complaints.get(name)?.name).toBe('DeterminismViolationError');
  });
});

describe('the saved histories', () => {
  const named = (type: RegExp) =>
    new Set(histories.flatMap(({ text }) => inClear(text).match(type) ?? []));

  it('show every workflow at work', () => {
    const types = named(/(?<="workflowType":\{"name":")\w+/g);
    expect(Object.keys(workflowExamples).filter((type) => !types.has(type))).toEqual([]);
  });

  it('show every activity at work', () => {
    const types = named(/(?<="activityType":\{"name":"|"activity_type":")\w+/g);
    const all = Object.keys({ ...questionExamples, ...ingestExamples });
    expect(all.filter((type) => !types.has(type))).toEqual([]);
  });

  it.each(histories)('say nothing of where they were recorded: $name', ({ text }) => {
    const machine = /\/(?:tmp|home|root|Users|var)\/|node_modules|\d+@|sk-test|test-cohere/g;
    expect(inClear(text)).toMatch(/"(?:tenant|dependency)":"\w+"/);
    expect(inClear(text).match(machine)).toBeNull();
  });
});
