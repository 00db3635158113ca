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
import { recordAction } from './client/audit.js';
import { withTypedErrors } from './client/close.js';
import { createOperator, type Operator } from './client/operator.js';
import { parseInput } from './client/parse-input.js';
import { search, startQuestion, type Asked } from './client/questions.js';
import { resultOncePickedUp } from './client/results.js';
import { readStatus, type RunStatus } from './client/status.js';
import { connectTemporal, requireWorker, type TemporalAddress } from './client/temporal.js';

export { BadInput, NotRunning } from './client/errors.js';
export type { Asked } from './client/questions.js';
export type { Ingestion } from './client/ingestion.js';
export type { Operator } from './client/operator.js';
export type { RunStatus } from './client/status.js';
export type {
  Answer,
  Citation,
  Degradation,
  QuestionInput,
  SearchResult,
} from './contracts/answer.js';
export type { IngestPreview, IngestProgress, SourceRef, SourceStatus } from './contracts/ingest.js';

export interface HoldfastOptions extends TemporalAddress {
  /** Owner of the documents, unless a call names another. Default: "default". */
  readonly tenant?: string | undefined;
}

type IngestOptions = z.input<typeof ingestInput>;
type SourceName = z.input<typeof sourceRef>;

/**
 * A connection to Holdfast. It talks to Temporal only; any number may be open. Methods throw NotRunning
 * when Temporal is unreachable or the connection is closed.
 */
export interface Holdfast {
  /** Asks and waits for the answer. Throws BadInput, or NotRunning when no worker is running. */
  ask(question: string | QuestionInput): Promise<Answer>;
  /** Asks without waiting, whether or not a worker is there: its `result` tells. */
  start(question: string | QuestionInput): Promise<Asked>;
  /** Retrieval only. */
  search(question: string | QuestionInput): Promise<SearchResult>;
  /** Starts an ingestion; `root` is a path on the worker. `allowDeletes` is recorded in the audit. */
  ingest(input: IngestOptions): Promise<Ingestion>;
  /** What an ingestion would do and cost. */
  preview(input: IngestOptions): Promise<IngestPreview>;
  /** Removes a source from the index; recorded in the audit. */
  remove(source: SourceName): Promise<void>;
  sources(tenant?: string): Promise<readonly SourceStatus[]>;
  /** One run by its workflow id, or the newest runs of the tenant. */
  status(workflowId?: string): Promise<readonly RunStatus[]>;
  ingestion(source: SourceName): Promise<Ingestion>;
  /** Circuits and limits. */
  readonly operator: Operator;
  /** Calls in flight reject with NotRunning. */
  close(): Promise<void>;
}

/** Connects to Temporal; throws NotRunning when it does not answer within seconds. */
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

  const closing = new AbortController();
  const typed = <T extends object>(api: T): T => withTypedErrors(api, closing.signal);
  const record = (action: string, of = tenant): Promise<void> =>
    recordAction(client, { action, by: client.options.identity, tenant: of });

  async function start(question: string | QuestionInput): Promise<Asked> {
    return typed(await startQuestion(client, asQuestion(question)));
  }

  const api: Omit<Holdfast, 'operator' | 'close'> = {
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
      const { source, corpus, allowDeletes } = parsed;
      if (allowDeletes) {
        await record(`ingest ${source} into corpus ${corpus} with allowDeletes`, parsed.tenant);
      }
      return typed(await startIngestion(client, parsed));
    },
    async preview(input) {
      const parsed = asIngest(input);
      await requireWorker(client, queues.ingest);
      return previewIngestion(client, parsed);
    },
    async remove(source) {
      const parsed = asSource(source);
      await requireWorker(client, queues.ingest);
      await record(`remove ${parsed.source} from corpus ${parsed.corpus}`, parsed.tenant);
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
      return (await resultOncePickedUp(handle)) as readonly SourceStatus[];
    },
    status: (workflowId) => readStatus(client, tenant, workflowId),
    ingestion: async (source) => typed(await findIngestion(client, asSource(source))),
  };
  return {
    ...typed(api),
    operator: typed(createOperator(client, record)),
    close() {
      closing.abort();
      return client.connection.close();
    },
  };
}
