import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import { lighthouseHandbook, writeDocuments } from '../support/documents.js';
import { eventually } from '../support/eventually.js';
import { startHoldfast, type TestHoldfast } from '../support/holdfast.js';
import { givenUpAsUsual, vendorEnvironment } from '../support/vendors.js';
import { runCli, type CliResult } from './run-cli.js';

const queue = 'holdfast.generate.openai';

describe('the commands of operators', () => {
  let vendor: FakeVendor;
  let holdfast: TestHoldfast;
  let cli: (...args: readonly string[]) => Promise<CliResult>;

  beforeAll(async () => {
    vendor = await startFakeVendor({ dimensions: 64 });
    holdfast = await startHoldfast({
      environment: {
        ...vendorEnvironment(vendor),
        ...givenUpAsUsual,
        HOLDFAST_CACHE: 'off',
      },
    });
    cli = (...args) => runCli(args, { cwd: holdfast.config.dataDir, env: holdfast.environment });
    const root = await writeDocuments(lighthouseHandbook);
    await (await holdfast.client.ingest({ source: 'handbook', root })).result();
  });
  afterAll(async () => {
    await holdfast.close();
    await vendor.close();
  });

  const generator = async () =>
    (await holdfast.client.ask('How often is the Fresnel lens cleaned?')).generator?.provider;

  it('show every circuit of the configuration, also those without a report', async () => {
    const { exitCode, out } = await cli('circuits');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/openai\/chat\/gpt-4o-mini +closed/);
    expect(out).toMatch(/qdrant\/reads +closed/);
    expect(out).toMatch(/anthropic\/credential\/[0-9a-f]{8} +closed/);
    expect(out).not.toContain('sk-test');
  });

  it('hold a dependency open for a time, starting its circuit breaker, and release it', async () => {
    const held = await cli('circuits', 'open', 'openai', '--for', '10m');
    expect(held.exitCode).toBe(0);
    expect(held.out).toMatch(/openai\/chat\/gpt-4o-mini +held open for (10 min|9 min 5\d s)/);
    await eventually(async () => expect(await generator()).toBe('anthropic'));
    expect((await cli('circuits', 'auto', 'openai')).exitCode).toBe(0);
    await eventually(async () => expect(await generator()).toBe('openai'));
  });

  it.each([
    ['10', 'It needs a unit'],
    ['0s', 'must last from 1 second'],
    ['31d', 'to 30 days'],
  ])('reject a hold of %s', async (time, why) => {
    const { exitCode, err } = await cli('circuits', 'open', 'openai', '--for', time);
    expect({ exitCode, why: err.includes(why) }).toEqual({ exitCode: 2, why: true });
  });

  it('hold one circuit closed, and reset it', async () => {
    const { out } = await cli('circuits', 'close', 'openai/chat/gpt-4o-mini');
    expect(out).toContain('held closed');
    expect(out).not.toContain('embeddings');
    const reset = await cli('circuits', 'reset', 'openai/chat/gpt-4o-mini', '--yes');
    expect(reset.out).toMatch(/gpt-4o-mini +closed/);
  });

  it('name what there is when asked for something else', async () => {
    const { exitCode, err } = await cli('circuits', 'open', 'opneai');
    expect(exitCode).toBe(2);
    expect(err).toContain('There is no dependency "opneai"');
    expect(err).toContain('openai/chat/gpt-4o-mini');
  });

  it('show limits, set one, and return it to automatic control', async () => {
    expect((await cli('limits')).out).toMatch(new RegExp(`${queue} +no limit +as configured`));
    expect((await cli('limits', 'set', queue, '2.5')).exitCode).toBe(0);
    await eventually(async () => {
      expect((await cli('limits')).out).toMatch(/no limit +2.5 per second +pinned by an operator/);
    });
    expect((await cli('limits', 'auto', queue)).exitCode).toBe(0);
    await eventually(async () => {
      expect((await cli('limits')).out).toMatch(new RegExp(`${queue} +no limit +as configured`));
    });
  });

  it.each([
    [['limits', 'set', queue, 'fast'], 'a number of at least 0'],
    [['limits', 'set', queue, '-1'], 'a number of at least 0'],
    [['limits', 'set', 'holdfast.generate.unknown', '1'], `known: holdfast.embed.openai`],
    [['circuits', 'open', 'openai', '--for', 'long'], 'a time such as'],
  ])('reject %s', async (args, says) => {
    const { exitCode, err } = await cli(...args);
    expect(exitCode).toBe(2);
    expect(err).toContain(says);
  });
});
