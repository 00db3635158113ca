import { equal, partialDeepStrictEqual, rejects } from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ingestion } from '../../src/client.js';
import type { IngestPhase, IngestProgress } from '../../src/contracts/ingest.js';
import { changeDocuments } from '../support/documents.js';
import { eventually } from '../support/eventually.js';
import type { TestHoldfast } from '../support/holdfast-on.js';
import { untilFound } from '../support/runs.js';
import type { Played, Scene, Stage } from './stage.js';

const source = 'handbook';

/** Every way through an ingestion. After the first ones each brings one new document. */
export const ingestionScenes: readonly Scene[] = [
  {
    name: 'ingestion-keyless',
    play: ({ keyless, root }) => done(keyless, keyless.client.ingest({ source, root }), { new: 4 }),
  },
  {
    name: 'ingestion-embedded',
    play: ({ embedded, root }) =>
      done(embedded, embedded.client.ingest({ source, root }), { new: 4, embeddingCalls: 0 }),
  },
  {
    name: 'embedding-in-background',
    async play({ embedded }) {
      const { workflowId } = await embedded.client.ingestion({ source });
      const embedding = `${workflowId}/embed`;
      await embedded.temporal.workflow.getHandle(embedding).result();
      return { on: embedded, workflowId: embedding };
    },
  },
  {
    name: 'ingestion-keyed',
    play: (stage) => done(stage.keyed, ingest(stage), { new: 4, embeddingCalls: 1 }),
  },
  {
    name: 'ingestion-changed',
    async play(stage) {
      await write(stage, 'fog.md', '# Fog signal\n\nThe diaphone sounds three blasts.\n');
      await rm(join(stage.root, 'old.md'));
      await write(stage, 'new.md');
      return done(stage.keyed, ingest(stage), { new: 1, changed: 1, unchanged: 2, gone: 1 });
    },
  },
  {
    name: 'ingestion-quarantined',
    async play(stage) {
      await writeFile(join(stage.root, 'broken.md'), Buffer.from([0, 1, 2, 255]));
      return done(stage.keyed, ingest(stage), { quarantinedCount: 1 });
    },
  },
  {
    name: 'ingestion-parked',
    async play(stage) {
      await write(stage, 'parked.md');
      stage.vendor.faults.always('embeddings', { kind: 'status', status: 503 });
      const run = await ingest(stage);
      await untilPhase(run, 'parked');
      stage.vendor.faults.clear();
      await run.resume();
      return done(stage.keyed, run, { new: 1 });
    },
  },
  {
    name: 'ingestion-paused',
    async play(stage) {
      const { run, release } = await whileEmbedding(stage, 'paused.md');
      await run.pause();
      release();
      await untilPhase(run, 'paused');
      await run.resume();
      return done(stage.keyed, run, { new: 1 });
    },
  },
  {
    name: 'ingestion-cancelled',
    async play(stage) {
      const { run, release } = await whileEmbedding(stage, 'cancelled.md');
      await run.cancel();
      await rejects(run.result(), { message: 'Workflow execution cancelled' });
      release();
      return { on: stage.keyed, workflowId: run.workflowId, runId: run.runId };
    },
  },
  {
    name: 'ingestion-continued',
    async play(stage) {
      const { run, release } = await whileEmbedding(stage, 'first.md');
      await write(stage, 'second.md');
      await ingest(stage);
      release();
      // With the one that the cancelled run left undone.
      return done(stage.keyed, run, { new: 3 });
    },
  },
  {
    name: 'ingestion-continuing',
    async play({ keyed }) {
      // The run that the scene before went on as.
      const { workflowId } = await keyed.client.ingestion({ source });
      return { on: keyed, workflowId };
    },
  },
  {
    name: 'ingestion-failed',
    async play({ keyed, root }) {
      const run = await keyed.client.ingest({ source: 'lost', root: join(root, 'nowhere') });
      await rejects(run.result());
      return { on: keyed, workflowId: run.workflowId };
    },
  },
  {
    name: 'ingestion-rejected',
    async play({ keyed, vendor, root: parent }) {
      const root = join(parent, 'letters');
      await changeDocuments(root, {
        'tide.md': '# Tide\n\nThe tide turns at noon.\n',
        'cargo.md': '# Cargo\n\nThe cargo list names what no embedder takes.\n',
      });
      vendor.faults.decide('embeddings', (texts) =>
        texts.some((text) => text.includes('no embedder takes'))
          ? { kind: 'status', status: 400 }
          : undefined,
      );
      const played = await done(keyed, keyed.client.ingest({ source: 'letters', root }), {
        new: 2,
        quarantinedCount: 1,
      });
      vendor.faults.clear();
      return played;
    },
  },
  {
    name: 'preview',
    async play({ keyed, root }) {
      await keyed.client.preview({ source, root });
      return only(keyed, 'previewSource');
    },
  },
  {
    name: 'sources',
    async play({ keyed }) {
      await keyed.client.sources();
      return only(keyed, 'listSources');
    },
  },
];

/** What ends the play: nothing is left to ask after these. */
export const closingScenes: readonly Scene[] = [
  {
    name: 'removal',
    async play({ keyless }) {
      await keyless.client.remove({ source });
      return only(keyless, 'removeSource');
    },
  },
  {
    name: 'sweep',
    // It waits out the grace of the first ingestion: the longest deadline and a minute.
    play: ({ keyless }) => only(keyless, 'sweepStale', 90_000),
  },
];

function ingest({ keyed, root }: Stage): Promise<Ingestion> {
  return keyed.client.ingest({ source, root });
}

async function done(
  on: TestHoldfast,
  started: Ingestion | Promise<Ingestion>,
  expected: Partial<IngestProgress>,
): Promise<Played> {
  const run = await started;
  partialDeepStrictEqual(await run.result(), { phase: 'done', ...expected });
  return { on, workflowId: run.workflowId, runId: run.runId };
}

function write({ root }: Stage, path: string, text = `# ${path}\n\nSomething new.\n`) {
  return writeFile(join(root, path), text);
}

/** An ingestion of one new document, in the middle of its call for embeddings. */
async function whileEmbedding(stage: Stage, path: string) {
  await write(stage, path);
  const held = stage.vendor.hold('embeddings');
  const run = await ingest(stage);
  await held.arrived;
  return { run, release: () => held.release() };
}

function untilPhase(run: Ingestion, phase: IngestPhase): Promise<void> {
  return eventually(async () => equal((await run.progress()).phase, phase));
}

async function only(on: TestHoldfast, type: string, withinMs?: number): Promise<Played> {
  const query = `WorkflowType = '${type}' AND ExecutionStatus = 'Completed'`;
  const { workflowId, runId } = await untilFound(on.temporal, query, withinMs);
  return { on, workflowId, runId };
}
