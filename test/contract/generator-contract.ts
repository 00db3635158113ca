import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { buildPrompt } from '../../src/core/prompt.js';
import type { GenerateRequest, Generator } from '../../src/ports/generator.js';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import type { Fault } from '../fakes/faults.js';
import { json } from '../fakes/play.js';
import { interruptionCases } from './interruption-cases.js';
import {
  expectOneRequest,
  httpFaultCases,
  portErrorOf,
  type Expected,
  type FaultCase,
} from './vendor-faults.js';

const sentence = 'The pump is serviced every spring by the works team.';
const request: GenerateRequest = {
  prompt: buildPrompt({
    question: 'When is the pump serviced?',
    passages: [
      { title: 'Lunch', heading: '', text: 'Soup is served at noon.' },
      { title: 'Works', heading: 'Pumps', text: `Water is wet. ${sentence} Oil is not.` },
    ],
  }),
  maxOutputTokens: 200,
  firstTokenMs: 20_000,
  idleMs: 20_000,
};
const never = new AbortController().signal;
const ignore = (): void => undefined;

export interface GeneratorContract {
  readonly route: 'chat' | 'messages';
  /** How the vendor words a declined prompt, an output that is too long, and an error within a stream. */
  readonly declined: string;
  readonly tooLong: string;
  readonly overloadedEvent: string;
  /** What only this vendor does. */
  readonly ownFaults: readonly FaultCase[];
}

/** What every generator promises, whatever the vendor does. */
export function generatorContract(
  title: string,
  create: (vendor: FakeVendor) => Generator,
  { route, declined, tooLong, overloadedEvent, ownFaults }: GeneratorContract,
): void {
  describe(`${title} as a generator`, () => {
    let vendor: FakeVendor;
    let generator: Generator;
    beforeEach(async () => {
      vendor = await startFakeVendor();
      generator = create(vendor);
    });
    afterEach(() => vendor.close());

    async function failure(fault: Fault, bounds: Partial<GenerateRequest> = {}) {
      vendor.faults.always(route, fault);
      const error = await portErrorOf(generator.generate({ ...request, ...bounds }, never, ignore));
      await expectOneRequest(vendor, error);
      return error;
    }

    it('streams the text as it grows and counts the tokens billed', async () => {
      const seen: string[] = [];
      const generation = await generator.generate(request, never, (text) => seen.push(text));
      expect(generation).toMatchObject({ kind: 'text', text: `${sentence} [2]` });
      expect(seen.at(-1)).toBe(generation.text);
      expect(seen).toHaveLength(new Set(seen).size);
      expect(seen.every((text) => generation.text.startsWith(text))).toBe(true);
      const { inputTokens, outputTokens } = generation;
      expect({ inputTokens, outputTokens }).toEqual(vendor.calls.records[0]?.usage);
      await expectOneRequest(vendor);
    });

    it('sends the system part apart from the user part', async () => {
      await generator.generate(request, never, ignore);
      const [record] = vendor.calls.records;
      expect(record?.inputs).toEqual([request.prompt.user]);
      expect(JSON.stringify(record?.body)).toContain(JSON.stringify(request.prompt.system));
    });

    // A prompt is made shorter, so that is what it is said to need.
    const tooLarge: FaultCase = {
      title: 'a 413',
      fault: { kind: 'status', status: 413 },
      expected: { category: 'content', reason: 'context_too_long', retryable: false },
    };
    it.each([...httpFaultCases, tooLarge, ...ownFaults])(
      'fails once and says how: $title',
      async ({ fault, expected }) => {
        expect(await failure(fault)).toMatchObject(expected);
      },
    );

    it('hangs up on a page that comes instead of a stream and does not end', async () => {
      const error = await failure({ kind: 'html', endless: true });
      expect(error).toMatchObject({ reason: 'malformed_response' });
    });

    const cut: Expected = { category: 'transient', reason: 'stream_cut', circuit: 'count' };
    it.each<FaultCase>([
      { title: 'no token', fault: { kind: 'cleanEnd', afterTokens: 0 }, expected: cut },
      { title: 'some tokens', fault: { kind: 'cleanEnd', afterTokens: 2 }, expected: cut },
      { title: 'all tokens', fault: { kind: 'cleanEnd', afterTokens: 999 }, expected: cut },
      { title: 'a lost connection', fault: { kind: 'cut', afterTokens: 2 }, expected: cut },
    ])('takes a stream that ends without its last word for cut: $title', async (faultCase) => {
      expect(await failure(faultCase.fault)).toMatchObject(faultCase.expected);
    });

    it.each<FaultCase>([
      {
        title: 'an event that is no JSON',
        fault: { kind: 'malformedEvent' },
        expected: { category: 'transient', reason: 'malformed_response' },
      },
      {
        title: 'an error instead of the rest',
        fault: { kind: 'errorEvent', type: overloadedEvent },
        expected: { category: 'transient', reason: 'overloaded', circuit: 'count' },
      },
    ])('fails in the middle of a stream: $title', async ({ fault, expected }) => {
      expect(await failure(fault)).toMatchObject(expected);
    });

    it.each<Fault>([{ kind: 'silence' }, { kind: 'slowFirstToken', ms: 600_000 }])(
      'gives up on a first token that does not come: $kind',
      async (fault) => {
        const error = await failure(fault, { firstTokenMs: 500 });
        expect(error).toMatchObject({ reason: 'slow_first_token', circuit: 'count' });
        expect(vendor.calls.count(route, 'aborted')).toBe(1);
      },
    );

    it('gives up on a stream that stalls between tokens', async () => {
      const error = await failure({ kind: 'stall', afterTokens: 2 }, { idleMs: 100 });
      expect(error).toMatchObject({ reason: 'stalled', circuit: 'count' });
      expect(vendor.calls.count(route, 'aborted')).toBe(1);
    });

    it('a cancellation in the middle of a stream rejects and frees the socket', async () => {
      vendor.faults.always(route, { kind: 'stall', afterTokens: 2 });
      const controller = new AbortController();
      const generation = generator.generate(request, controller.signal, () => controller.abort());
      expect(await portErrorOf(generation)).toMatchObject({ category: 'cancelled' });
      await vendor.calls.waitFor((calls) => calls.count(route, 'aborted') === 1);
    });

    it('a deadline in the middle of a stream is a timeout', async () => {
      vendor.faults.always(route, { kind: 'stall', afterTokens: 2 });
      const controller = new AbortController();
      const late = new DOMException('too late', 'TimeoutError');
      const generation = generator.generate(request, controller.signal, () =>
        controller.abort(late),
      );
      expect(await portErrorOf(generation)).toMatchObject({ reason: 'timeout', circuit: 'count' });
    });

    it('returns a declined prompt as a result', async () => {
      vendor.faults.always(route, { kind: 'finish', reason: declined });
      const generation = await generator.generate(request, never, ignore);
      expect(generation.kind).toBe('declined');
      expect(generation.inputTokens).toBeGreaterThan(0);
    });

    it('reports an output that is too long with what it cost', async () => {
      const error = await failure({ kind: 'finish', reason: tooLong });
      expect(error).toMatchObject({ category: 'content', reason: 'output_too_long' });
      expect(error.usage).toMatchObject({ calls: 1, ...vendor.calls.records[0]?.usage });
    });

    it('passes the output limit on', async () => {
      const generation = generator.generate({ ...request, maxOutputTokens: 3 }, never, ignore);
      const error = await portErrorOf(generation);
      expect(error).toMatchObject({ reason: 'output_too_long', usage: { outputTokens: 3 } });
    });

    it('leaves out what its server rejected from the first time on', async () => {
      vendor.faults.always(route, {
        kind: 'play',
        play: (sent) =>
          'stream' in sent
            ? json({ error: { message: 'stream is not supported', param: 'stream' } }, 400)
            : undefined,
      });
      for (let call = 0; call < 2; call += 1) await generator.generate(request, never, ignore);
      expect(vendor.calls.records.map(({ body }) => 'stream' in (body as object))).toEqual([
        true,
        false,
        false,
      ]);
    });

    it('reports what a stream cost that was cut', async () => {
      const error = await failure({ kind: 'cut', afterTokens: 3 });
      expect(error.usage).toMatchObject({ calls: 1, estimated: true });
      expect(error.usage?.outputTokens).toBeGreaterThan(0);
    });

    interruptionCases(
      () => vendor,
      route,
      (signal) => generator.generate(request, signal, ignore),
    );
  });
}
