import { z } from 'zod';
import {
  address,
  count,
  duration,
  headers,
  onOff,
  oneOf,
  price,
  rate,
  requestFields,
  secret,
  text,
  word,
} from './formats.js';
import { optional, optionalSecret, withDefault } from './variable.js';

/**
 * What can be set of one generator, as `HOLDFAST_GENERATOR_<NAME>_<FIELD>`. No field may be the end
 * of another after an underscore: names may hold dashes, and each variable must mean one thing.
 */
export const generatorFields = {
  KIND: withDefault(
    oneOf(['openai', 'anthropic']),
    'openai',
    'Protocol its server speaks. Nearly every server speaks `openai`',
  ),
  BASE_URL: optional(
    address,
    'Address of its server, with or without `/v1` or the path, with a query where needed. Unset: that of OpenAI or Anthropic',
  ),
  API_KEY: optionalSecret(
    secret,
    'Its key, if its server asks for one. Unset: `OPENAI_API_KEY` or `ANTHROPIC_API_KEY`, at their addresses only',
  ),
  MODEL: optional(text, 'Its model'),
  HEADERS: optionalSecret(
    headers,
    'More headers of its requests as JSON, such as `{"X-Title": "docs"}`. A key for Azure goes into `api-key` without this',
  ),
  EXTRA: optional(
    requestFields,
    'More fields of its requests as JSON, such as `{"temperature": 0, "top_p": 0.9}`',
  ),
  STREAM: withDefault(onOff, 'on', '`off` for a server that cannot stream'),
  TOKEN_PARAMETER: optional(
    oneOf(['max_tokens', 'max_completion_tokens']),
    'Field that limits its output. Unset: `max_completion_tokens` for OpenAI and Azure, else `max_tokens`',
  ),
  CONTEXT_WINDOW: optional(
    count,
    'Most tokens its model takes, prompt and answer together: it is given fewer passages if they do not fit',
  ),
  CONTEXT_TOKENS: optional(count, 'Unset: `HOLDFAST_CONTEXT_TOKENS`'),
  OUTPUT_TOKENS: optional(count, 'Unset: `HOLDFAST_OUTPUT_TOKENS`'),
  REASONING_TOKENS: optional(
    count,
    'Tokens a reasoning model may think before its answer, added to its output limit',
  ),
  REASONING_EFFORT: optional(word, 'Effort asked of a reasoning model, such as `low`'),
  FIRST_TOKEN: optional(duration, 'Unset: `HOLDFAST_GENERATE_FIRST_TOKEN`'),
  IDLE: optional(duration, 'Unset: `HOLDFAST_GENERATE_IDLE`'),
  TIMEOUT: optional(duration, 'Unset: `HOLDFAST_GENERATE_TIMEOUT`'),
  RPS: optional(rate, 'Unset: `HOLDFAST_GENERATE_RPS`'),
  CONCURRENCY: optional(count, 'Unset: `HOLDFAST_GENERATE_CONCURRENCY`'),
  PRICE: optional(
    price,
    'Dollars per million tokens as JSON: `{"input": 0.15, "output": 0.6}`. Unset: that of `HOLDFAST_PRICES`',
  ),
};

const fieldNames = Object.keys(generatorFields) as readonly (keyof typeof generatorFields)[];
const schema = z.object(generatorFields);
export type GeneratorFields = z.output<typeof schema>;

export const generatorPrefix = 'HOLDFAST_GENERATOR_';

/** The variable of a field of a generator. */
export function generatorVariable(name: string, field: keyof typeof generatorFields): string {
  return `${generatorPrefix}${name.toUpperCase().replaceAll('-', '_')}_${field}`;
}

/** The variables of one generator with the schema of each. */
export function generatorVariablesOf(name: string) {
  return fieldNames.map((field) => {
    return { field, variable: generatorVariable(name, field), schema: generatorFields[field] };
  });
}

/** What is set of one generator. Fields that cannot be read are reported and take their default. */
export function readGeneratorFields(
  name: string,
  values: Readonly<Record<string, string>>,
  addProblem: (variable: string, message: string) => void,
): { readonly fields: GeneratorFields; readonly isSet: boolean } {
  const written = Object.fromEntries(
    generatorVariablesOf(name).flatMap(({ field, variable }) => {
      const value = values[variable];
      return value === undefined ? [] : [[field, value]];
    }),
  ) as Partial<Record<keyof typeof generatorFields, string>>;
  const isSet = Object.keys(written).length > 0;
  const { data, error } = schema.safeParse(written);
  if (data) return { fields: data, isSet };
  for (const { path, message } of error.issues) {
    const field = path[0] as keyof typeof generatorFields;
    addProblem(generatorVariable(name, field), message);
    delete written[field];
  }
  return { fields: schema.parse(written), isSet };
}
