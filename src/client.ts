import type { Client } from '@temporalio/client';
import type { z } from 'zod';
import {
  questionInput,
  type Answer,
  type QuestionInput,
  type SearchResult,
} from './contracts/answer.js';
import {
  ingestInput,
  sourceRef,
  type IngestPreview,
  type SourceRef,
  type SourceStatus,
} from './contracts/ingest.js';
import { queues } from './contracts/names.js';
import { name } from './contracts/passage.js';
import {
  findIngestion,
  previewIngestion,
  removeSource,
  startIngestion,
  type Ingestion,
} from './client/ingestion.js';
import { createOperator, type Operator } from './client/operator.js';
import { parseInput } from './client/parse-input.js';
import { search, startQuestion, type Asked } from './client/questions.js';
import { readStatus, type RunStatus } from './client/status.js';
import { resultOnceTaken } from './client/taken.js';
import { connectTemporal, requireWorker, type TemporalAddress } from './client/temporal.js';

export { BadInput, NotRunning } from './client/errors.js';
export type { Asked } from './client/questions.js';
export type { Ingestion } from './client/ingestion.js';
export type { Operator } from './client/operator.js';
export type { RunStatus } from './client/status.js';

export interface HoldfastOptions extends TemporalAddress {
  /** Whose documents; every call may name another. Default: "default". */
  readonly tenant?: string | undefined;
}

type IngestOptions = z.input<typeof ingestInput>;
type SourceName = z.input<typeof sourceRef>;

/** A connection to Holdfast: it speaks to Temporal only, and any number may be open. */
export interface Holdfast {
  /** Asks and waits for the result. Throws BadInput, or NotRunning when no worker is there. */
  ask(question: string | QuestionInput): Promise<Answer>;
  /** Asks without waiting. */
  start(question: string | QuestionInput): Promise<Asked>;
  /** Retrieval only. */
  search(question: string | QuestionInput): Promise<SearchResult>;
  /** Starts an ingestion; paths are as the worker sees them. */
  ingest(input: IngestOptions): Promise<Ingestion>;
  /** What an ingestion would do and cost. */
  preview(input: IngestOptions): Promise<IngestPreview>;
  remove(source: SourceName): Promise<void>;
  sources(tenant?: string): Promise<readonly SourceStatus[]>;
  /** One run by its workflow id, or the newest runs of the tenant. */
  status(workflowId?: string): Promise<readonly RunStatus[]>;
  ingestion(source: SourceName): Promise<Ingestion>;
  /** Circuits and limits. */
  readonly operator: Operator;
  close(): Promise<void>;
}

/** Connects to the Temporal server; throws NotRunning when none answers within seconds. */
export async function connect(options: HoldfastOptions = {}): Promise<Holdfast> {
  const tenant = parseInput(name, options.tenant ?? 'default');
  const client = await connectTemporal(options);
  return holdfast(client, tenant);
}

function holdfast(client: Client, tenant: string): Holdfast {
  const withTenant = <T extends { readonly tenant?: string | undefined }>(input: T) => {
    return { ...input, tenant: input.tenant ?? tenant };
  };
  const asQuestion = (question: string | QuestionInput) =>
    parseInput(questionInput, withTenant(typeof question === 'string' ? { question } : question));
  const asIngest = (input: IngestOptions) => parseInput(ingestInput, withTenant(input));
  const asSource = (source: SourceName): SourceRef => parseInput(sourceRef, withTenant(source));

  async function start(question: string | QuestionInput): Promise<Asked> {
    const input = asQuestion(question);
    await requireWorker(client);
    return startQuestion(client, input);
  }

  return {
    start,
    ask: async (question) => (await start(question)).result(),
    async search(question) {
      const input = asQuestion(question);
      await requireWorker(client);
      return search(client, input);
    },
    async ingest(input) {
      const parsed = asIngest(input);
      await requireWorker(client, queues.ingest);
      return startIngestion(client, parsed);
    },
    async preview(input) {
      const parsed = asIngest(input);
      await requireWorker(client, queues.ingest);
      return previewIngestion(client, parsed);
    },
    async remove(source) {
      const parsed = asSource(source);
      await requireWorker(client, queues.ingest);
      await removeSource(client, parsed);
    },
    async sources(of = tenant) {
      await requireWorker(client);
      const handle = await client.workflow.start('listSources', {
        workflowId: `sources/${parseInput(name, of)}/${Date.now()}`,
        taskQueue: queues.main,
        args: [{ tenant: of }],
        staticSummary: `List the sources of ${of}`,
      });
      return (await resultOnceTaken(handle)) as readonly SourceStatus[];
    },
    status: (workflowId) => readStatus(client, tenant, workflowId),
    operator: createOperator(client),
    ingestion: async (source) => findIngestion(client, asSource(source)),
    close: () => client.connection.close(),
  };
}
