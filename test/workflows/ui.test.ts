import { Client, Connection } from '@temporalio/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import { lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { vendorEnvironment } from '../support/vendors.js';

describe('what an operator reads in the Temporal UI', () => {
  let vendor: FakeVendor;
  let holdfast: TestHoldfast;
  let temporal: Client;

  beforeAll(async () => {
    vendor = await startFakeVendor({ dimensions: 64 });
    holdfast = await startHoldfast({ environment: vendorEnvironment(vendor) });
    const { address, namespace } = holdfast.config.temporal;
    temporal = new Client({
      connection: await Connection.connect({ address: address! }),
      namespace,
    });
  });

  afterAll(async () => {
    await temporal.connection.close();
    await holdfast.close();
    await vendor.close();
  });

  const currentDetails = async (workflowId: string) => {
    const query = '__temporal_workflow_metadata';
    const told = await temporal.workflow
      .getHandle(workflowId)
      .query<{ currentDetails: string }>(query);
    return told.currentDetails;
  };
  const found = async (query: string) => {
    const ids: string[] = [];
    for await (const { workflowId } of temporal.workflow.list({ query })) ids.push(workflowId);
    return ids;
  };

  it('is, of an ingestion, its progress and what was quarantined, also by its memo', async () => {
    const root = await writeDocuments({ ...lighthouseHandbook, 'odd.md': 'NUL \0 inside' });
    const run = await holdfast.client.ingest({ source: 'handbook', root });
    await run.result();
    const details = await currentDetails(run.workflowId);
    expect(details).toContain('**done** · 4 of 4 documents');
    expect(details).toContain('⚠ **odd.md**: is binary');
    const described = await temporal.workflow.getHandle(run.workflowId).describe();
    expect(await described.staticSummary()).toBe('Ingest handbook (default/default)');
    expect(described.memo).toMatchObject({ outcome: 'done', quarantined: 1, root });
    await expect
      .poll(() => found("HoldfastSource = 'handbook' AND HoldfastOutcome = 'done'"), {
        timeout: 10_000,
      })
      .toEqual([run.workflowId]);
  });

  it('is, of an ingestion that failed, why', async () => {
    const root = await writeDocuments(lighthouseHandbook);
    const run = await holdfast.client.ingest({ source: 'handbook', root });
    await expect(run.result()).rejects.toThrow();
    const { memo } = await temporal.workflow.getHandle(run.workflowId).describe();
    const cause = expect.stringContaining('give this one another name') as string;
    expect(memo).toMatchObject({ outcome: 'failed', cause });
    expect(await currentDetails(run.workflowId)).toMatch(/^\*\*failed\*\*: Source "handbook"/);
  });

  it('is, of a degraded question, answer, sources and degradations, found by one filter', async () => {
    vendor.faults.always('rerank', { kind: 'status', status: 500 });
    const asked = await holdfast.client.start('How often is the Fresnel lens cleaned?');
    await asked.result();
    vendor.faults.clear();
    const details = await currentDetails(asked.workflowId);
    expect(details).toMatch(
      /^\*\*answered\*\* from the documents · confidence .* · by gpt-4o-mini/,
    );
    expect(details).toMatch(/> The Fresnel lens .* \\\[1\\\]/);
    expect(details).toContain('- **[1]** **lamp.md** Lamp room');
    expect(details).toMatch(/- ⚠ \*\*rerank\*\*: .* → fused order/);
    const described = await temporal.workflow.getHandle(asked.workflowId).describe();
    expect(await described.staticSummary()).toBe('How often is the Fresnel lens cleaned?');
    expect(await described.staticDetails()).toContain('Tenant **default**, corpus **default**');
    const degraded = [expect.stringMatching(/^rerank: .* → fused order$/) as string];
    expect(described.memo).toMatchObject({ outcome: 'answered', source: 'rag', degraded });
    await expect
      .poll(() => found("HoldfastTenant = 'default' AND HoldfastDegraded = true"), {
        timeout: 10_000,
      })
      .toEqual([asked.workflowId]);
  });
});
