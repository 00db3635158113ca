import { isIP } from 'node:net';
import { z } from 'zod';
import { parseDuration } from '../core/duration.js';
import { name } from '../contracts/passage.js';
import { Secret } from './secret.js';

/** How the text of a variable becomes a value. Messages complete the sentence "VARIABLE …". */

const longestTimerMs = 2 ** 31 - 1;

/** Any text. */
export const text = z.string();

/** One word of letters, digits and dashes. */
export const word = z.string().regex(/^[\w-]+$/, 'must be one word, such as low');

/** A text that must not be shown. What HTTP could not send is refused: most often it came with a paste. */
export const secret = z.string().transform((value, context) => {
  const problem = keyProblem(value);
  if (problem === null) return new Secret(value);
  context.addIssue(problem);
  return z.NEVER;
});

function keyProblem(value: string): string | null {
  const foreign = /[^\x21-\x7e]/u.exec(value);
  if (foreign) {
    const code = foreign[0].codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    return `contains the character U+${code} (position ${foreign.index + 1}), which keys do not have: copy it again`;
  }
  if (/^["'`]|["'`]$/.test(value)) return 'is in quotation marks: leave them out';
  return null;
}

/** An http or https address without a password in it. */
export const address = z
  .url({ protocol: /^https?$/, error: 'is no address: give one such as http://localhost:8080/v1' })
  .refine(holdsNoPassword, 'must not hold a password: give it as the key')
  .refine((value) => !/["'`\s]/.test(value), 'must not contain spaces or quotation marks');

/** An address that is as good as a password. */
export const secretAddress = z
  .url({ protocol: /^https?$/, error: 'is no address: it starts with https:// or http://' })
  .transform((value) => new Secret(value));

/** The address of a proxy, which may hold a password. */
export const proxyAddress = z
  .string()
  .transform((value) => (value.includes('://') ? value : `http://${value}`))
  .pipe(z.url({ protocol: /^(?:https?|socks5?)$/, error: 'must be the address of a proxy' }))
  .transform((value) => new Secret(value));

const listenMessage = 'must be an IP address with a port, such as 127.0.0.1:9464, or off';

/** Where to listen; null for nowhere. */
export const listenAddress = z.string().transform((value, context): ListenAddress | null => {
  if (value === 'off') return null;
  const [, ip, ip6, digits] = /^(?:([\d.]+)|\[([\da-f:.]+)\]):(\d{1,5})$/i.exec(value) ?? [];
  const host = ip ?? ip6 ?? '';
  const port = Number(digits);
  if (isIP(host) !== 0 && port >= 1 && port <= 65_535) return { host, port };
  context.addIssue(listenMessage);
  return z.NEVER;
});
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** The same as a text again. */
export function writtenAddress({ host, port }: ListenAddress): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A name as tenants have, also fit for collections. */
export { name };

/** A whole number of at least 1. */
export const count = z
  .string()
  .regex(/^[1-9]\d{0,11}$/, 'must be a whole number of at least 1')
  .transform(Number);

/** Requests per second, above zero. */
export const rate = z
  .string()
  .transform(toNumber)
  .refine((value) => value > 0, 'must be a number above 0: leave it out for no limit');

/** A number from 0 to 1. */
export const fraction = z
  .string()
  .transform(toNumber)
  .refine((value) => value >= 0 && value <= 1, 'must be a number from 0 to 1');

/** A share above 0, up to 1. */
export const share = z
  .string()
  .transform(toNumber)
  .refine((value) => value > 0 && value <= 1, 'must be a number above 0 and at most 1');

/** Milliseconds, at least 1 and no more than a timer of Node takes (24 days). */
export const duration = z.string().transform((value, context) => {
  const milliseconds = toDuration(value);
  if (milliseconds !== null) return milliseconds;
  context.addIssue('must be a time such as 500ms, 30s, 2m or 1h, above 0 and at most 24 days');
  return z.NEVER;
});

/** The time a question has: what clients may ask for, too. */
export const deadline = duration.refine(
  (milliseconds) => milliseconds >= 1000 && milliseconds <= 86_400_000,
  'must be from 1s to 24h',
);

/** The least and the longest of some waits, '250ms..2s', in milliseconds. */
export const waits = z.string().transform((value, context) => {
  const [leastMs = null, longestMs = null, ...more] = value.split('..').map(toDuration);
  if (leastMs !== null && longestMs !== null && leastMs <= longestMs && more.length === 0) {
    return { leastMs, longestMs };
  }
  context.addIssue('must be two times, the shorter first, such as 250ms..2s');
  return z.NEVER;
});

/** The first and the longest delay before another attempt. */
export const backoff = waits.transform(({ leastMs, longestMs }) => {
  return { backoffMs: leastMs, maxBackoffMs: longestMs };
});

/** Bytes of '500 kB', '10 MB', '1 GB' or a bare number. */
export const bytes = z.string().transform((value, context) => {
  const [, amount, unit = 'b'] = /^(\d+(?:\.\d+)?)\s*(k?b|mb|gb)?$/i.exec(value) ?? [];
  const size = Math.floor(Number(amount) * byteUnits[unit.toLowerCase() as keyof typeof byteUnits]);
  if (size > 0) return size;
  context.addIssue('must be a size such as 500 kB or 10 MB');
  return z.NEVER;
});
const byteUnits = { b: 1, kb: 1000, mb: 1_000_000, gb: 1_000_000_000 };

/** On or off. */
export const onOff = z
  .enum(['on', 'off'], 'must be on or off')
  .transform((value) => value === 'on');

/** One of a few words. */
export function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  return z.enum(words, `must be one of ${words.join(', ')}`);
}

const namesMessage =
  'must be names of letters, digits and dashes in lower case, each at most once, separated by commas';

/** Names, each once, separated by commas. */
export const names = z
  .string()
  .transform((value) => value.split(',').map((entry) => entry.trim()))
  .pipe(z.array(z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, namesMessage)))
  .refine((list) => new Set(list).size === list.length, namesMessage)
  .refine(
    (list) => list.every((entry) => entry !== 'qdrant' && entry !== 'fallback'),
    'must not name a generator qdrant or fallback: these are names of other services',
  );

/** JSON of a known shape. */
function json<T>(shape: z.ZodType<T>, message: string) {
  return z.string().transform((value, context): T => {
    const parsed = shape.safeParse(toJson(value));
    if (parsed.success) return parsed.data;
    context.addIssue(message);
    return z.NEVER;
  });
}

const priceShape = z
  .strictObject({ input: z.number().nonnegative(), output: z.number().nonnegative().default(0) })
  .transform(({ input, output }) => ({ inputPerMillion: input, outputPerMillion: output }));

/** A price in dollars per million tokens. */
export const price = json(
  priceShape,
  'must be JSON of dollars per million tokens, such as {"input": 0.15, "output": 0.6}',
);

/** Prices by model. */
export const prices = json(
  z.record(z.string(), priceShape),
  'must be JSON of dollars per million tokens, such as {"my-model": {"input": 0.15, "output": 0.6}}',
);

/** Headers of a request. Any may hold a key, so none is shown. */
export const headers = json(
  z.record(
    z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/),
    z
      .string()
      .regex(/^[\x20-\x7e]+$/)
      .transform((value) => new Secret(value)),
  ),
  'must be a JSON object of header names and printable texts, such as {"X-Title": "docs"}',
);

/** Text put before another. Variables are trimmed, so the space after a word or colon is put back. */
export const prefix = z.string().transform((value) => {
  if (value === 'none') return '';
  const lines = value.replaceAll('\\n', '\n');
  return /[\p{L}\p{N}:]$/u.test(lines) ? `${lines} ` : lines;
});

/** Absolute folders by tenant; `*` for every tenant that is not named. */
export const roots = json(
  z.record(z.string(), z.array(z.string().regex(/^(?:\/|[A-Za-z]:[\\/])/))),
  'must be a JSON object of absolute folders by tenant, such as {"acme": ["/srv/acme"], "*": []}',
);

/** Fields of a request that say what kind of text is embedded. */
export const inputFields = json(
  z.record(z.string(), z.string()),
  'must be a JSON object of texts, such as {"input_type": "query"}',
);

const ownFields: ReadonlySet<string> = new Set(['model', 'messages', 'system', 'input', 'stream']);

/** Fields added to the body of a request. */
export const requestFields = json(
  z
    .record(z.string(), z.unknown())
    .refine((fields) => Object.keys(fields).every((field) => !ownFields.has(field))),
  `must be a JSON object, such as {"temperature": 0}, without ${[...ownFields].join(', ')}`,
);

function holdsNoPassword(value: string): boolean {
  return !/\/\/[^/]*@/.test(value);
}

function toNumber(value: string): number {
  return /^\d+(\.\d+)?$|^\.\d+$/.test(value) ? Number(value) : NaN;
}

function toDuration(value: string): number | null {
  const milliseconds = parseDuration(value);
  if (milliseconds === null) return null;
  return milliseconds >= 1 && milliseconds <= longestTimerMs ? milliseconds : null;
}

function toJson(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}
