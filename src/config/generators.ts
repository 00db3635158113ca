import type { Price } from '../core/cost.js';
import type { AddProblem } from './config-error.js';
import {
  generatorVariable,
  readGeneratorFields,
  type GeneratorFields,
} from './generator-fields.js';
import type { QueueConfig } from './queues.js';
import type { Secret } from './secret.js';
import { anthropicAddress, openAiAddress, type ServerAddress } from './server-address.js';
import type { Variables } from './variables.js';

/** One generator and what its adapter needs. The extractive one needs nothing and is not listed. */
export interface GeneratorConfig {
  /** Names it in settings, queues, circuits and results. */
  readonly name: string;
  /** The protocol its server speaks. */
  readonly kind: 'openai' | 'anthropic';
  readonly model: string;
  readonly address: ServerAddress;
  /** Sent as the protocol has it. Null for a server that asks for none, or takes it in `headers`. */
  readonly apiKey: Secret | null;
  /** Sent with every request, over those of the protocol. */
  readonly headers: Readonly<Record<string, Secret>>;
  /** How its server wants to be asked. */
  readonly request: GeneratorRequestOptions;
  /** Most tokens of prompt and answer together; null where it is not known. */
  readonly contextWindow: number | null;
  /** Tokens of passages it is given. */
  readonly contextTokens: number;
  /** Tokens of an answer. */
  readonly maxOutputTokens: number;
  readonly timers: {
    readonly firstTokenMs: number;
    readonly idleMs: number;
    readonly attemptMs: number;
  };
  readonly limits: QueueConfig;
  readonly price: Price | null;
}

export interface GeneratorRequestOptions {
  readonly streaming: boolean;
  readonly tokenParameter: 'max_tokens' | 'max_completion_tokens';
  /** Room for thoughts, added to the output limit of every request. */
  readonly reasoningTokens?: number;
  readonly reasoningEffort?: string;
  /** Added to the body of every request, over what the adapter puts there. */
  readonly extraBody: Readonly<Record<string, unknown>>;
}

/** System prompt, question and formatting, besides the passages. */
const promptTokens = 600;

/** The generators asked for that have what they need, in the order they are tried. */
export function generatorConfigs(
  set: Variables,
  values: Readonly<Record<string, string>>,
  addProblem: AddProblem,
): readonly GeneratorConfig[] {
  const found = set.HOLDFAST_GENERATORS.map((name) => {
    if (name === 'extractive') return null;
    const { fields, isSet } = readGeneratorFields(name, values, addProblem);
    const account = accountOf({ name, fields, isSet, set, addProblem });
    return account && generatorConfig(name, fields, account, set);
  });
  return found.filter((generator) => generator !== null);
}

interface Account {
  readonly kind: 'openai' | 'anthropic';
  readonly model: string;
  readonly url: string;
  readonly apiKey: Secret | undefined;
}

interface Asked {
  readonly name: string;
  readonly fields: GeneratorFields;
  readonly isSet: boolean;
  readonly set: Variables;
  readonly addProblem: AddProblem;
}

/** Where a generator is; null for one that is not configured, and after a problem. */
function accountOf(asked: Asked): Account | null {
  const { name, fields, set } = asked;
  switch (name) {
    case 'openai': {
      const url = fields.BASE_URL ?? set.OPENAI_BASE_URL;
      const apiKey = fields.API_KEY ?? keyAt(url, 'openai', set);
      const model = fields.MODEL ?? set.HOLDFAST_OPENAI_MODEL;
      return apiKey || fields.BASE_URL ? { kind: 'openai', model, url, apiKey } : null;
    }
    case 'anthropic': {
      const url = fields.BASE_URL ?? set.ANTHROPIC_BASE_URL;
      const apiKey = fields.API_KEY ?? keyAt(url, 'anthropic', set);
      const model = fields.MODEL ?? set.HOLDFAST_ANTHROPIC_MODEL;
      return apiKey || fields.BASE_URL ? { kind: 'anthropic', model, url, apiKey } : null;
    }
    case 'local': {
      const url = fields.BASE_URL ?? set.HOLDFAST_LOCAL_BASE_URL;
      const apiKey = fields.API_KEY ?? set.HOLDFAST_LOCAL_API_KEY;
      const model = fields.MODEL ?? set.HOLDFAST_LOCAL_MODEL;
      return url === undefined ? null : { kind: fields.KIND, model, url, apiKey };
    }
    default:
      return namedAccount(asked);
  }
}

/** A generator that somebody named must be complete. */
function namedAccount({ name, fields, isSet, set, addProblem }: Asked): Account | null {
  if (!isSet) {
    addProblem(
      'HOLDFAST_GENERATORS',
      `names "${name}", which is none of openai, anthropic, local and extractive: set ${generatorVariable(name, 'MODEL')} and ${generatorVariable(name, 'BASE_URL')}, or correct the name`,
    );
    return null;
  }
  const { KIND: kind, MODEL: model } = fields;
  if (model === undefined) {
    addProblem(generatorVariable(name, 'MODEL'), 'is needed: name the model');
    return null;
  }
  const url = fields.BASE_URL ?? vendors[kind].urlOf(set);
  const apiKey = fields.API_KEY ?? keyAt(url, kind, set);
  if (fields.BASE_URL === undefined && !apiKey && fields.HEADERS === undefined) {
    const { key, vendor } = vendors[kind];
    addProblem(
      generatorVariable(name, 'BASE_URL'),
      `is needed, or ${key} for ${vendor}'s own server`,
    );
    return null;
  }
  return { kind, model, url, apiKey };
}

const vendors = {
  openai: {
    vendor: 'OpenAI',
    key: 'OPENAI_API_KEY',
    urlOf: (set: Variables) => set.OPENAI_BASE_URL,
  },
  anthropic: {
    vendor: 'Anthropic',
    key: 'ANTHROPIC_API_KEY',
    urlOf: (set: Variables) => set.ANTHROPIC_BASE_URL,
  },
} as const;

/** The vendor's key, at the vendor's address and at no other. */
function keyAt(url: string, kind: keyof typeof vendors, set: Variables): Secret | undefined {
  const { key, urlOf } = vendors[kind];
  return new URL(url).origin === new URL(urlOf(set)).origin ? set[key] : undefined;
}

function generatorConfig(
  name: string,
  fields: GeneratorFields,
  { kind, model, url, apiKey }: Account,
  set: Variables,
): GeneratorConfig {
  const maxOutputTokens = fields.OUTPUT_TOKENS ?? set.HOLDFAST_OUTPUT_TOKENS;
  const reasoningTokens = fields.REASONING_TOKENS ?? 0;
  const wanted = fields.CONTEXT_TOKENS ?? set.HOLDFAST_CONTEXT_TOKENS;
  const contextWindow = fields.CONTEXT_WINDOW ?? null;
  const fitting = (contextWindow ?? Infinity) - maxOutputTokens - reasoningTokens - promptTokens;
  const { hostname } = new URL(url);
  return {
    name,
    kind,
    model,
    address: kind === 'anthropic' ? anthropicAddress(url) : openAiAddress(url),
    ...credentials(hostname, apiKey, fields.HEADERS),
    request: {
      streaming: fields.STREAM,
      tokenParameter:
        fields.TOKEN_PARAMETER ??
        (name === 'openai' || isOpenAi(hostname) || isAzure(hostname)
          ? 'max_completion_tokens'
          : 'max_tokens'),
      ...(reasoningTokens > 0 && { reasoningTokens }),
      ...(fields.REASONING_EFFORT !== undefined && { reasoningEffort: fields.REASONING_EFFORT }),
      extraBody: fields.EXTRA ?? {},
    },
    contextWindow,
    contextTokens: Math.max(1, Math.min(wanted, fitting)),
    maxOutputTokens,
    timers: {
      firstTokenMs: fields.FIRST_TOKEN ?? set.HOLDFAST_GENERATE_FIRST_TOKEN,
      idleMs: fields.IDLE ?? set.HOLDFAST_GENERATE_IDLE,
      attemptMs: fields.TIMEOUT ?? set.HOLDFAST_GENERATE_TIMEOUT,
    },
    limits: {
      perSecond: fields.RPS ?? set.HOLDFAST_GENERATE_RPS ?? null,
      concurrency: fields.CONCURRENCY ?? set.HOLDFAST_GENERATE_CONCURRENCY,
    },
    price: fields.PRICE ?? null,
  };
}

/** Azure takes a key in a header of its own. */
function credentials(
  hostname: string,
  apiKey: Secret | undefined,
  headers: Readonly<Record<string, Secret>> = {},
) {
  if (!apiKey || !isAzure(hostname)) return { apiKey: apiKey ?? null, headers };
  return { apiKey: null, headers: { 'api-key': apiKey, ...headers } };
}

function isOpenAi(hostname: string): boolean {
  return hostname === 'api.openai.com';
}

function isAzure(hostname: string): boolean {
  return /\.(?:openai|services\.ai|cognitiveservices)\.azure\.com$/.test(hostname);
}
