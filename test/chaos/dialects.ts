import { createAnthropicGenerator } from '../../src/adapters/anthropic/generator.js';
import { createOpenAiEmbedder } from '../../src/adapters/openai/embedder.js';
import { createOpenAiGenerator } from '../../src/adapters/openai/generator.js';
import { createHttpReranker } from '../../src/adapters/rerank-http/reranker.js';
import { playDialect } from '../contract/dialect-cases.js';
import { brokenStreamCases } from '../fakes/dialects/broken-streams.js';
import { chatCases } from '../fakes/dialects/chat.js';
import { answerText, type DialectCase } from '../fakes/dialects/dialect-case.js';
import { embeddingCases } from '../fakes/dialects/embeddings.js';
import { errorCases } from '../fakes/dialects/errors.js';
import { messageCases } from '../fakes/dialects/messages.js';
import { rerankCases } from '../fakes/dialects/rerank.js';
import { streamCases } from '../fakes/dialects/streams.js';
import { startFakeVendor, type FakeVendor } from '../fakes/fake-vendor.js';
import type { VendorRoute } from '../fakes/faults.js';

/** How one form of one server was taken. */
export interface DialectResult {
  readonly server: string;
  readonly exchange: DialectCase['exchange'];
  readonly title: string;
  readonly passed: boolean;
  /** What came of it instead. */
  readonly instead?: string;
}

interface Part {
  readonly route: VendorRoute;
  readonly cases: readonly DialectCase[];
  /** What a call to a fresh adapter brings. */
  readonly call: (vendor: FakeVendor) => Promise<unknown>;
  readonly answer: unknown;
}

const apiKey = 'f4f9a7c2e8b1d6035';
const never = new AbortController().signal;
const request = {
  prompt: { system: 'Rules.', user: 'Question: When is the pump serviced?' },
  maxOutputTokens: 200,
  firstTokenMs: 20_000,
  idleMs: 20_000,
};
const texts = ['one', 'two', 'three', 'four'];
const documents = ['Soup is served at noon.', 'A pump.', 'The pump is serviced every spring.'];

const parts: readonly Part[] = [
  {
    route: 'chat',
    cases: [...streamCases, ...brokenStreamCases, ...chatCases, ...errorCases],
    answer: answerText,
    async call({ openaiBaseUrl: baseURL }) {
      // A vendor other than OpenAI is asked with the older name of its limit.
      const generator = createOpenAiGenerator({ provider: 'local', apiKey, baseURL, model: 'm' });
      return (await generator.generate(request, never, () => undefined)).text;
    },
  },
  {
    route: 'messages',
    cases: messageCases,
    answer: answerText,
    async call({ anthropicBaseUrl: baseURL }) {
      const generator = createAnthropicGenerator({ apiKey, baseURL, model: 'm' });
      return (await generator.generate(request, never, () => undefined)).text;
    },
  },
  {
    route: 'embeddings',
    cases: embeddingCases,
    answer: texts.length,
    async call({ openaiBaseUrl: baseURL }) {
      const space = { provider: 'local', model: 'm', dimensions: 64 };
      const embedder = createOpenAiEmbedder({ space, apiKey, baseURL, maxBatch: 8 });
      return (await embedder.embed(texts, never)).vectors.length;
    },
  },
  {
    route: 'rerank',
    cases: rerankCases,
    answer: '2 1 0',
    async call(vendor) {
      const url = vendor.rerankUrl('jina');
      const reranker = createHttpReranker({ dialect: 'jina', url, model: 'm', apiKey });
      const { scores } = await reranker.rerank('pump serviced', documents, never);
      return scores.map(({ index }) => index).join(' ');
    },
  },
];

/** Plays every known form of every server against the adapter that meets it, each on a server of its own. */
export async function playDialects(): Promise<readonly DialectResult[]> {
  const results: DialectResult[] = [];
  for (const part of parts) {
    for (const dialectCase of part.cases) results.push(await play(part, dialectCase));
  }
  return results;
}

async function play({ route, call, answer }: Part, one: DialectCase): Promise<DialectResult> {
  const vendor = await startFakeVendor({ dimensions: 64 });
  try {
    const { outcome } = await playDialect(vendor, route, one, () => call(vendor));
    const passed = one.expected === 'answer' ? outcome === answer : saysAll(outcome, one.expected);
    const { server, exchange, title } = one;
    return { server, exchange, title, passed, ...(!passed && { instead: String(outcome) }) };
  } finally {
    await vendor.close();
  }
}

function saysAll(outcome: unknown, expected: Exclude<DialectCase['expected'], 'answer'>): boolean {
  const fields = Object(outcome) as Readonly<Record<string, unknown>>;
  return Object.entries(expected).every(([name, value]) => fields[name] === value);
}

/** How many of how many forms passed, by server and exchange; an empty text where none was played. */
export function dialectRows(
  results: readonly DialectResult[],
  exchanges: readonly DialectCase['exchange'][],
): readonly (readonly string[])[] {
  const servers = [...new Set(results.map(({ server }) => server))].sort((one, other) =>
    one.localeCompare(other),
  );
  return servers.map((server) => {
    const own = results.filter((result) => result.server === server);
    return [
      server,
      ...exchanges.map((exchange) => {
        const played = own.filter((result) => result.exchange === exchange);
        const passed = played.filter((result) => result.passed);
        return played.length === 0 ? '' : `${passed.length} of ${played.length}`;
      }),
    ];
  });
}
