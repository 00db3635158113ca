import { checkFloor, circuitConfig, type CircuitConfig } from './config/circuits.js';
import { ConfigError, type ConfigProblem } from './config/config-error.js';
import { defaultPrices } from './config/default-prices.js';
import { embedderConfig, type EmbedderConfig } from './config/embedder.js';
import type { ListenAddress } from './config/formats.js';
import { generatorConfigs, type GeneratorConfig } from './config/generators.js';
import { queueConfigs } from './config/queues.js';
import { readEnvironment, type Environment } from './config/read-environment.js';
import { rerankerConfig, type RerankerConfig } from './config/reranker.js';
import type { Secret } from './config/secret.js';
import { listSettings, type Setting } from './config/settings.js';
import { stageConfigs, type StageConfigs } from './config/stages.js';
import { temporalConfig, type TemporalConfig } from './config/temporal.js';
import { isVariable, variables, type VariableName, type Variables } from './config/variables.js';
import { configWarnings } from './config/warnings.js';
import type { Price } from './core/cost.js';

/** Everything that can be configured. What is null is not there: keyless is a valid configuration. */
export interface Config {
  readonly temporal: TemporalConfig;
  readonly qdrant: {
    readonly url: string | null;
    readonly apiKey: Secret | null;
    readonly collection: string;
  };
  readonly dataDir: string;
  readonly tenant: string;
  readonly embedder: EmbedderConfig | null;
  readonly reranker: RerankerConfig | null;
  /** In the order they are tried. The extractive generator needs no configuration and comes last. */
  readonly generators: readonly GeneratorConfig[];
  readonly generation: Pick<GeneratorConfig, 'contextTokens' | 'maxOutputTokens'>;
  readonly answers: {
    readonly deadlineMs: number;
    readonly staleGraceMs: number;
    readonly scheduleToStartMs: number;
    readonly minCoverage: number;
    readonly denseWeight: number;
    readonly firstPauseMs: number;
    readonly cache: { readonly enabled: boolean; readonly maxAgeMs: number };
  };
  readonly documents: {
    readonly maxBytes: number;
    /** Folders that each tenant may ingest from; null for any. */
    readonly roots: Readonly<Record<string, readonly string[]>> | null;
    readonly firstParkMs: number;
    readonly encoding: Variables['HOLDFAST_EMBEDDING_TOKENIZER'];
  };
  readonly stages: StageConfigs;
  readonly queues: ReturnType<typeof queueConfigs>;
  readonly circuits: CircuitConfig;
  /** What a worker of this configuration does. */
  readonly work: Variables['HOLDFAST_WORK'];
  /** For vendors' servers only. */
  readonly proxies: {
    readonly http: Secret | null;
    readonly https: Secret | null;
    readonly no: string | null;
  };
  readonly operations: {
    /** Where alerts go besides the log. */
    readonly webhook: Secret | null;
    /** Where the worker serves its metrics. */
    readonly metrics: ListenAddress | null;
  };
  /** By model, and by "generator/model" where a generator has a price of its own. */
  readonly prices: Readonly<Record<string, Price>>;
  /** What of it is set, secrets included: for another process with the same configuration. */
  readonly environment: () => Readonly<Record<string, string>>;
  /** For `holdfast config`: every variable, its value (secrets masked) and where it came from. */
  readonly settings: readonly Setting[];
  /** What may be meant but should be known, such as a variable that looks like ours and is none. */
  readonly warnings: readonly ConfigProblem[];
}

export interface ConfigSources {
  /** Settings from code, as they would be written in the environment, over which they win. */
  readonly settings?: Readonly<Partial<Record<VariableName, string>>>;
  /** Default: `process.env`. */
  readonly env?: Environment;
  /** A file of variables, which need not be there; the environment wins over it. Null for none. */
  readonly envFile?: string | null;
}

/**
 * Reads and checks the whole configuration, such as `loadConfig({ settings: { OPENAI_API_KEY: key } })`.
 * Throws ConfigError naming every problem at once.
 */
export function loadConfig(sources: ConfigSources = {}): Config {
  const { settings = {}, env = process.env, envFile = '.env' } = sources;
  const surroundings = readEnvironment(settings, env, envFile);
  const { set, problems } = parse(surroundings.values);
  const addProblem = (variable: string, message: string) => problems.push({ variable, message });
  const embedder = embedderConfig(set, addProblem);
  const reranker = rerankerConfig(set, addProblem);
  const generators = generatorConfigs(set, surroundings.values, addProblem);
  const temporal = temporalConfig(set, surroundings.values, addProblem);
  checkFloor(set, (variable) => surroundings.values[variable] !== undefined, addProblem);
  if (problems.length > 0) throw new ConfigError(firstOfEach(problems));
  return {
    temporal,
    qdrant: {
      url: set.QDRANT_URL ?? null,
      apiKey: set.QDRANT_API_KEY ?? null,
      collection: set.HOLDFAST_COLLECTION,
    },
    dataDir: set.HOLDFAST_DATA_DIR,
    tenant: set.HOLDFAST_TENANT,
    embedder,
    reranker,
    generators,
    generation: {
      contextTokens: set.HOLDFAST_CONTEXT_TOKENS,
      maxOutputTokens: set.HOLDFAST_OUTPUT_TOKENS,
    },
    answers: {
      deadlineMs: set.HOLDFAST_DEADLINE,
      staleGraceMs: set.HOLDFAST_STALE_GRACE,
      scheduleToStartMs: set.HOLDFAST_QUEUE_WAIT,
      minCoverage: set.HOLDFAST_MIN_COVERAGE,
      denseWeight: set.HOLDFAST_DENSE_WEIGHT,
      firstPauseMs: set.HOLDFAST_PATIENT_PAUSE,
      cache: {
        enabled: set.HOLDFAST_CACHE,
        maxAgeMs: set.HOLDFAST_CACHE_MAX_AGE,
      },
    },
    documents: {
      maxBytes: set.HOLDFAST_MAX_DOCUMENT_BYTES,
      roots: set.HOLDFAST_ROOTS ?? null,
      firstParkMs: set.HOLDFAST_INGEST_PARK,
      encoding: set.HOLDFAST_EMBEDDING_TOKENIZER,
    },
    stages: stageConfigs(set),
    queues: queueConfigs(set),
    circuits: circuitConfig(set),
    work: set.HOLDFAST_WORK,
    proxies: {
      http: set.HTTP_PROXY ?? null,
      https: set.HTTPS_PROXY ?? null,
      no: set.NO_PROXY ?? null,
    },
    operations: {
      webhook: set.HOLDFAST_WEBHOOK_URL ?? null,
      metrics: set.HOLDFAST_METRICS_ADDRESS,
    },
    prices: { ...defaultPrices, ...set.HOLDFAST_PRICES, ...pricesOf(generators) },
    environment: () => pick(surroundings.values, isVariable),
    settings: listSettings(surroundings, set.HOLDFAST_GENERATORS),
    warnings: configWarnings(surroundings, set.HOLDFAST_GENERATORS),
  };
}

type Values = Readonly<Record<string, string>>;

function pick(values: Values, wanted: (name: string) => boolean): Values {
  return Object.fromEntries(Object.entries(values).filter(([name]) => wanted(name)));
}

/** Values of all variables; those that cannot be read become problems and take their default for now. */
function parse(values: Values): { set: Variables; problems: ConfigProblem[] } {
  const { data, error } = variables.safeParse(values);
  if (data) return { set: data, problems: [] };
  const problems = error.issues.map(({ path, message }) => {
    return { variable: String(path[0]), message };
  });
  const wrong = new Set(problems.map(({ variable }) => variable));
  const readable = Object.entries(values).filter(([name]) => !wrong.has(name));
  return { set: variables.parse(Object.fromEntries(readable)), problems };
}

/** One problem per variable: later ones follow from the first. */
function firstOfEach(problems: readonly ConfigProblem[]): readonly ConfigProblem[] {
  const byVariable = new Map<string, ConfigProblem>();
  for (const problem of problems) {
    if (!byVariable.has(problem.variable)) byVariable.set(problem.variable, problem);
  }
  return [...byVariable.values()];
}

function pricesOf(generators: readonly GeneratorConfig[]): Readonly<Record<string, Price>> {
  const priced = generators.flatMap(({ name, model, price }) =>
    price ? [[`${name}/${model}`, price] as const] : [],
  );
  return Object.fromEntries(priced);
}
