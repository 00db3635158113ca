import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { metrics, type Metric } from '../../src/contracts/metrics.js';
import { lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { eventually } from '../support/eventually.js';
import { scrape, type Scrape } from '../support/scrape.js';
import { runCliProcess } from '../cli/run-cli.js';
import { temporaryFolder } from '../stack/temporary-folder.js';
import { startWorkerProcess } from '../support/worker-process.js';
import { startObservedWorker, type ObservedWorker } from './observed-worker.js';

const chat = 'openai/chat/gpt-4o-mini';
const embeddings = 'openai/embeddings/text-embedding-3-small';
const families = Object.values<Metric>(metrics);

describe('the metrics endpoint of a worker', () => {
  let observed: ObservedWorker;
  let seen: Scrape;

  beforeAll(async () => {
    observed = await startObservedWorker();
    const { holdfast, vendor } = observed;
    const root = await writeDocuments({ ...lighthouseHandbook, 'long.md': 'word '.repeat(500) });

    vendor.faults.next('embeddings', { kind: 'status', status: 503 });
    const ingestion = await holdfast.client.ingest({ source: 'handbook', root });
    await eventually(async () => expect((await ingestion.progress()).phase).toBe('parked'));
    await ingestion.resume();
    await ingestion.result();

    const ask = () => holdfast.client.ask('How often is the Fresnel lens cleaned?');
    expect(await ask()).toMatchObject({ kind: 'answered', degraded: [] });
    const nonsense = await holdfast.client.ask('Which quasar did Ozymandias photograph?');
    expect(nonsense.kind).toBe('abstained');
    vendor.faults.always('chat', { kind: 'status', status: 503 });
    for (let asked = 0; asked < 3; asked += 1) await ask();
    await eventually(async () => {
      await ask();
      seen = await scrape(observed.metricsUrl);
      expect(seen.sum('holdfast_circuit_transitions_total')).toBe(1);
      expect(seen.sum('holdfast_circuit_state', { circuit: chat })).toBe(3);
      const degraded = seen.sum('holdfast_degradations_total', { reason: 'circuit_open' });
      expect(degraded).toBeGreaterThan(0);
      expect(seen.sum('holdfast_rejected_calls_total')).toBeGreaterThan(0);
    });
  });

  afterAll(() => observed.close());

  it('says where it is', () => {
    expect(observed.worker.said).toContain(`Metrics for Prometheus: ${observed.metricsUrl}`);
  });

  it('serves what the SDK measures beside our own', () => {
    expect(seen.sum('temporal_workflow_completed')).toBeGreaterThan(0);
    const ingesting = { task_queue: 'holdfast.ingest', poller_type: 'workflow_task' };
    expect(seen.sum('temporal_num_pollers', ingesting)).toBeGreaterThan(0);
  });

  it('serves every family of the registry, and no other of ours', () => {
    const ours = [...seen.types].filter(([family]) => family.startsWith('holdfast_'));
    expect(new Map(ours)).toEqual(new Map(families.map(({ name, type }) => [name, type])));
  });

  it('labels each family with what the registry says', () => {
    const ofWorkflows = ['namespace', 'taskQueue', 'workflowType'];
    for (const { name, labels } of families) {
      const samples = seen.samples.filter((sample) =>
        [name, `${name}_count`].includes(sample.name),
      );
      expect(samples.length, name).toBeGreaterThan(0);
      for (const sample of samples) {
        const own = Object.keys(sample.labels).filter((label) => !ofWorkflows.includes(label));
        expect(own.sort(), name).toEqual([...labels].sort());
      }
    }
  });

  it('times questions by kind, source and degradation', () => {
    const count = (labels: Record<string, string>) =>
      seen.sum('holdfast_question_duration_seconds_count', labels);
    expect(count({ kind: 'answered', source: 'rag', degraded: 'no' })).toBe(1);
    expect(count({ kind: 'answered', source: 'rag', degraded: 'yes' })).toBeGreaterThanOrEqual(3);
    expect(count({ kind: 'abstained', degraded: 'no' })).toBe(1);
  });

  it('times stages by outcome, and attempts by activity and outcome', () => {
    const stage = (labels: Record<string, string>) =>
      seen.sum('holdfast_stage_duration_seconds_count', labels);
    expect(stage({ stage: 'rerank', outcome: 'success' })).toBeGreaterThanOrEqual(4);
    expect(stage({ stage: 'generate', outcome: 'transient' })).toBeGreaterThan(0);
    const attempt = (labels: Record<string, string>) =>
      seen.sum('holdfast_attempt_duration_seconds_count', labels);
    expect(attempt({ activity: 'generateAnswer', outcome: 'transient' })).toBeGreaterThanOrEqual(5);
    // Once to be found by words while parked, and once with vectors.
    expect(attempt({ activity: 'commitDocuments', outcome: 'success' })).toBe(2);
  });

  it('counts calls and failures by dependency and category', () => {
    const calls = (labels: Record<string, string>) => seen.sum('holdfast_calls_total', labels);
    expect(calls({ dependency: 'openai', circuit: chat, outcome: 'success' })).toBe(1);
    expect(calls({ dependency: 'openai', circuit: chat, outcome: 'transient' })).toBe(
      observed.vendor.calls.count('chat', 'completed') +
        observed.vendor.calls.count('chat', 'failed') -
        1,
    );
    expect(calls({ dependency: 'openai', circuit: embeddings, outcome: 'transient' })).toBe(1);
    expect(calls({ dependency: 'qdrant', outcome: 'success' })).toBeGreaterThan(5);
    const failed = { dependency: 'openai', category: 'transient', reason: 'overloaded' };
    expect(
      seen.sum('holdfast_failed_attempts_total', { ...failed, activity: 'embedPassages' }),
    ).toBe(1);
  });

  it('counts no rejected call as a call or as a failure', () => {
    expect(seen.sum('holdfast_rejected_calls_total', { circuit: chat })).toBeGreaterThan(0);
    expect(seen.sum('holdfast_calls_total', { outcome: 'rejected' })).toBeUndefined();
    expect(seen.sum('holdfast_failed_attempts_total', { reason: 'circuit_open' })).toBeUndefined();
  });

  it('shows how each circuit stands', () => {
    expect(seen.sum('holdfast_circuit_state', { circuit: embeddings })).toBe(0);
    expect(seen.sum('holdfast_circuit_state', { circuit: 'qdrant/reads' })).toBe(0);
    expect(seen.sum('holdfast_circuit_held', { circuit: chat })).toBe(0);
    const opened = { dependency: 'openai', circuit: chat, to: 'open' };
    expect(seen.sum('holdfast_circuit_transitions_total', opened)).toBe(1);
  });

  it('shows the limit in force for each queue', () => {
    const limit = (queue: string) =>
      seen.sum('holdfast_queue_limit_requests_per_second', { queue });
    expect(limit('holdfast.embed.openai')).toBe(50);
    expect(limit('holdfast.generate.openai')).toBe(Infinity);
    expect(seen.sum('holdfast_queue_limit_overridden')).toBe(0);
  });

  it('adds up tokens and dollars by stage, provider and model', () => {
    const bought = (route: string) =>
      observed.vendor.calls.records.filter(
        (record) => record.route === route && record.fault === undefined,
      );
    const [answered] = bought('chat');
    const openai = { stage: 'generate', provider: 'openai', model: 'gpt-4o-mini' };
    const tokens = (direction: string) =>
      seen.sum('holdfast_tokens_total', { ...openai, direction });
    expect(tokens('input')).toBe(answered?.usage.inputTokens);
    expect(tokens('output')).toBe(answered?.usage.outputTokens);
    expect(seen.sum('holdfast_call_cost_dollars_count', openai)).toBe(1);
    expect(seen.sum('holdfast_call_cost_dollars_sum', openai)).toBeGreaterThan(0);
    expect(seen.sum('holdfast_tokens_total', { stage: 'ingest' })).toBeGreaterThan(0);
    expect(seen.sum('holdfast_tokens_total', { provider: 'anthropic' })).toBeGreaterThan(0);
  });

  it('counts degraded answers by stage and a reason of few', () => {
    const of = (reason: string) =>
      seen.sum('holdfast_degradations_total', { stage: 'generate', reason });
    expect(of('overloaded')).toBeGreaterThan(0);
    expect(of('circuit_open')).toBeGreaterThan(0);
    const reasons = seen.samples
      .filter(({ name }) => name === 'holdfast_degradations_total')
      .map(({ labels }) => labels['reason']);
    expect(reasons.filter((reason) => !/^[a-z_]+$/.test(reason ?? ''))).toEqual([]);
  });

  it('follows an ingestion', () => {
    const documents = (change: string) => seen.sum('holdfast_ingested_documents_total', { change });
    expect(documents('committed')).toBe(Object.keys(lighthouseHandbook).length);
    expect(documents('quarantined')).toBe(1);
    expect(seen.sum('holdfast_ingested_passages_total')).toBeGreaterThanOrEqual(3);
    expect(seen.sum('holdfast_ingestion_parks_total', { reason: 'overloaded' })).toBe(1);
  });

  it('tells operators of an opened circuit once: a line, a count and a post', async () => {
    await eventually(() => {
      const lines = observed.worker.log.filter((line) => line.includes('"to":"open"'));
      expect(lines).toEqual([expect.stringContaining(`"circuit":"${chat}"`)]);
      expect(observed.webhook.posts).toHaveLength(1);
    });
    expect(observed.webhook.posts[0]?.body).toEqual({
      text: expect.stringContaining(`*The circuit of ${chat} is open*`) as string,
    });
  });

  it('is served on another port where that one is taken, as it says', async () => {
    const second = await startWorkerProcess(observed.holdfast.environment);
    try {
      const { port } = new URL(observed.metricsUrl);
      const pattern = new RegExp(`^Metrics for Prometheus: (\\S+) \\(port ${port} is in use\\)$`);
      const [, url = 'none'] = second.said.flatMap((line) => pattern.exec(line) ?? []);
      expect((await scrape(url)).types.get('holdfast_circuit_state')).toBe('gauge');
    } finally {
      await second.kill();
    }
  });

  it('stops a start, with the variable at fault, only where it can never be served', async () => {
    const env = { ...observed.holdfast.environment, HOLDFAST_METRICS_ADDRESS: '203.0.113.5:9464' };
    const { exitCode, err } = await runCliProcess(['worker'], {
      cwd: await temporaryFolder(),
      env,
    });
    expect({ exitCode, err }).toEqual({
      exitCode: 2,
      err: expect.stringContaining('HOLDFAST_METRICS_ADDRESS cannot be listened on') as string,
    });
  });

  it('is nowhere when it is off', async () => {
    const env = { ...observed.holdfast.environment, HOLDFAST_METRICS_ADDRESS: 'off' };
    const quiet = await startWorkerProcess(env);
    await quiet.kill();
    expect(quiet.said.filter((line) => line.includes('Metrics'))).toEqual([]);
  });
});
