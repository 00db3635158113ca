import type {
  DependencyReport,
  DependencyView,
  Operation,
  ProbeRequest,
  ProbeResult,
  RatePin,
} from '../../contracts/circuit.js';

/**
 * Checks of everything that reaches a workflow that never ends: one value of the wrong shape there
 * would fail every later task. Unknown fields are allowed, since newer workers may send them.
 */

/** Throws InvalidMessage, which names the field and what it must be. */
type Check = (value: unknown, field: string) => void;

export class InvalidMessage extends Error {
  override readonly name = 'InvalidMessage' as const;
}

const day = 86_400_000;
/** A lease that is never settled keeps everyone else from probing for as long as it lasts. */
export const longestProbeMs = 600_000;

const count = number(0, 1e9, 'a whole number from 0 to 1e9');
const milliseconds = number(0, 366 * day, 'milliseconds, from 0 to a year');
const amount = number(0, 1e9, 'a number from 0 to 1e9');
const name = text(200);
const cause = text(2_000, 0);
const flag = oneOf(true, false);

const report = object({
  by: name,
  seq: number(0, Number.MAX_SAFE_INTEGER, 'a whole number of at least 0'),
  circuits: list(
    object({
      name,
      generation: count,
      calls: count,
      failed: count,
      slow: count,
      streak: count,
      cause,
      retryAfterMs: optional(milliseconds),
      trip: optional(flag),
    }),
  ),
  rates: list(
    object({
      queue: name,
      accepted: count,
      throttled: count,
      overMs: milliseconds,
      left: optional(object({ calls: amount, perSecond: amount, wholeInMs: milliseconds })),
    }),
  ),
});
const longestProbe = number(1, longestProbeMs, 'milliseconds, from 1 to 10 minutes');
const probeRequest = object({ name, lease: name, forMs: longestProbe });
const probeResult = object({
  name,
  lease: name,
  verdict: oneOf('success', 'failure', 'ignored'),
  cause,
  retryAfterMs: optional(milliseconds),
});
const operation = object({
  verb: oneOf('open', 'close', 'reset', 'auto'),
  name: optional(name),
  forMs: optional(number(1, 31 * day, '1 ms to 31 days')),
});
const ratePin = object({
  queue: name,
  perSecond: (value, field) => value === null || amount(value, field),
});
const view = object({
  epoch: number(0, Number.MAX_SAFE_INTEGER, 'a time in milliseconds'),
  circuits: list(
    object({
      name,
      phase: oneOf('closed', 'suspect', 'open', 'half_open'),
      generation: count,
      since: name,
      cause: optional(cause),
      probeInMs: optional(milliseconds),
      probeAt: optional(name),
      held: optional(
        object({
          as: oneOf('open', 'closed'),
          since: name,
          until: optional(name),
          forMs: optional(milliseconds),
        }),
      ),
      calls: count,
      failed: count,
      slow: count,
    }),
  ),
  rates: list(object({ queue: name, perSecond: amount, cause, pinned: flag })),
});

/** Returns the value as what it is, or throws InvalidMessage. */
type Reader<T> = (value: unknown) => T;

export const readProbeRequest: Reader<ProbeRequest> = reader('probe', probeRequest);
export const readProbeResult: Reader<ProbeResult> = reader('probe', probeResult);
export const readOperation: Reader<Operation> = reader('operation', operation);
export const readRatePin: Reader<RatePin> = reader('pin', ratePin);
export const readView: Reader<DependencyView> = reader('view', view);

/** A report of other circuits than those of the dependency is invalid. */
export function readReport(value: unknown, dependency: string): DependencyReport {
  const read = reader<DependencyReport>('report', report)(value);
  const other = read.circuits.findIndex(({ name }) => !name.startsWith(`${dependency}/`));
  if (other >= 0) fail(`report.circuits[${other}].name`, `a circuit of ${dependency}`);
  return read;
}

function reader<T>(field: string, check: Check): Reader<T> {
  return (value) => {
    check(value, field);
    return value as T;
  };
}

function fail(field: string, must: string): never {
  throw new InvalidMessage(`${field} must be ${must}`);
}

function number(least: number, most: number, must: string): Check {
  const isWhole = must.includes('whole');
  return (value, field) => {
    const isNumber = typeof value === 'number' && value >= least && value <= most;
    if (!isNumber || (isWhole && !Number.isSafeInteger(value))) fail(field, must);
  };
}

/** `__proto__` as a key would change an object instead of adding to it. */
function text(longest: number, shortest = 1): Check {
  return (value, field) => {
    const isText = typeof value === 'string' && value !== '__proto__';
    if (isText && value.length >= shortest && value.length <= longest) return;
    fail(field, `a text of ${shortest} to ${longest} characters`);
  };
}

function oneOf(...known: readonly unknown[]): Check {
  return (value, field) => known.includes(value) || fail(field, `one of ${known.join(', ')}`);
}

function optional(check: Check): Check {
  return (value, field) => value === undefined || check(value, field);
}

function list(check: Check, longest = 200): Check {
  return (value, field) => {
    if (!Array.isArray(value) || value.length > longest) {
      fail(field, `a list of at most ${longest}`);
    }
    value.forEach((entry, index) => check(entry, `${field}[${index}]`));
  };
}

function object(fields: Readonly<Record<string, Check>>): Check {
  return (value, field) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      fail(field, 'an object');
    }
    const record = value as Readonly<Record<string, unknown>>;
    for (const [key, check] of Object.entries(fields)) check(record[key], `${field}.${key}`);
  };
}
