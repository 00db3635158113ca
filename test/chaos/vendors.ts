import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import type { RequestRecord } from '../fakes/call-log.js';

/** The vendors of a world, each a server of its own, so that one can fail while the others are well. */
export interface Vendors {
  /** OpenAI, embeddings and chat, and Cohere. */
  readonly primary: FakeVendor;
  /** Anthropic. */
  readonly backup: FakeVendor;
  /** A model server of one's own, in OpenAI's dialect. */
  readonly local: FakeVendor;
  readonly environment: Readonly<Record<string, string>>;
  /** Every request any of them saw. */
  records(): readonly RequestRecord[];
  /** No faults, and the usual latencies. */
  heal(): void;
  close(): Promise<void>;
}

/** Milliseconds a healthy vendor takes: `firstToken` to the first word of an answer, `answer` to its last. */
export const usualMs = { embedding: 60, rerank: 80, firstToken: 150, answer: 600 } as const;

export async function startVendors(): Promise<Vendors> {
  const [primary, backup, local] = await Promise.all([
    startFakeVendor(),
    startFakeVendor(),
    startFakeVendor(),
  ]);
  const all = [primary, backup, local];
  const heal = (): void => {
    for (const vendor of all) {
      vendor.faults.clear();
      setLatency(vendor);
    }
  };
  heal();
  return {
    primary,
    backup,
    local,
    environment: {
      OPENAI_API_KEY: 'sk-test-openai',
      OPENAI_BASE_URL: primary.openaiBaseUrl,
      ANTHROPIC_API_KEY: 'sk-test-anthropic',
      ANTHROPIC_BASE_URL: backup.anthropicBaseUrl,
      HOLDFAST_RERANK_PROVIDER: 'cohere',
      HOLDFAST_RERANK_BASE_URL: primary.rerankUrl('cohere'),
      HOLDFAST_RERANK_API_KEY: 'test-cohere',
    },
    records: () => all.flatMap(({ calls }) => calls.records),
    heal,
    close: async () => void (await Promise.all(all.map((vendor) => vendor.close()))),
  };
}

/** The usual latencies, those of generation `times` as long. */
export function setLatency({ latency }: FakeVendor, times = 1): void {
  const firstToken = usualMs.firstToken * times;
  Object.assign(latency, {
    embeddings: usualMs.embedding,
    rerank: usualMs.rerank,
    chat: firstToken,
    messages: firstToken,
    wholeStream: usualMs.answer * times - firstToken,
  } satisfies Partial<FakeVendor['latency']>);
}
