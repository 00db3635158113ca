/** What `headers.get()` of fetch offers; all that is needed of it. */
export interface HeaderReader {
  get(name: string): string | null;
}

/** An unknown error as the rules see it. Vendor classes have no reliable identity, so fields decide. */
export interface ErrorShape {
  /** Its name and that of its class: the classes of some clients are all named "Error". */
  readonly names: readonly string[];
  /**
   * HTTP status of an error response. Where there is none, as within a stream that began with 200, a
   * number in the error's body that is one: `code: 429`, `status: "RESOURCE_EXHAUSTED"`.
   */
  readonly status: number | undefined;
  /**
   * Every `code`, `type`, `status` and `reason` in words, of the error and of its body, and SQLite's
   * result code as SQLITE_<number>.
   */
  readonly codes: readonly string[];
  readonly message: string;
  /** Message and body, for the few cases vendors tell apart by words alone. */
  readonly text: string;
  readonly headers: HeaderReader | undefined;
  readonly cause: ErrorShape | undefined;
}

type Fields = Readonly<Record<string, unknown>>;

const deepestCause = 8;
const longestText = 4000;
/** How far bodies nest: a proxy wraps the error of its upstream, in JSON or as JSON in a string. */
const deepestPart = 6;

/** gRPC's names for what HTTP says in numbers, as Google's APIs give them. */
const statusByName: Readonly<Record<string, number>> = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  OUT_OF_RANGE: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  RESOURCE_EXHAUSTED: 429,
  CANCELLED: 499,
  INTERNAL: 500,
  UNKNOWN: 500,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
};

/** Reads any thrown value; never throws, and stops at circular causes. */
export function errorShape(error: unknown, depth = 0): ErrorShape {
  const fields = isRecord(error) ? error : {};
  const parts = [fields, ...bodiesOf(fields).flatMap((body) => partsOf(body))];
  const cause = fields['cause'];
  const message = messageOf(error, fields);
  return {
    names: namesOf(fields),
    status: statusOf(fields, parts.slice(1)),
    codes: codesOf(fields, parts),
    message,
    text: textOf(message, fields),
    headers: isHeaderReader(fields['headers']) ? fields['headers'] : undefined,
    cause:
      cause === undefined || cause === null || depth >= deepestCause
        ? undefined
        : errorShape(cause, depth + 1),
  };
}

/** The error and its causes, outermost first. */
export function causeChain(shape: ErrorShape): readonly ErrorShape[] {
  return shape.cause ? [shape, ...causeChain(shape.cause)] : [shape];
}

/** The first words of an error's body that are meant for people, wherever the vendor put them. */
export function wordsOf(body: unknown): string | undefined {
  if (typeof body === 'string') return parsedJson(body) === undefined ? body : undefined;
  for (const part of partsOf(body)) {
    const words = ['message', 'msg', 'detail', 'error'].map((name) => part[name]);
    const found = words.find((value) => typeof value === 'string' && value.trim() !== '');
    if (typeof found === 'string' && parsedJson(found) === undefined) return found;
  }
  return undefined;
}

function namesOf(fields: Fields): readonly string[] {
  return [fields['name'], fields.constructor?.name].filter(
    (name): name is string => typeof name === 'string' && name !== '',
  );
}

function bodiesOf(fields: Fields): readonly unknown[] {
  return [fields['error'], fields['data'], fields['body']];
}

/**
 * The records an error's body is made of, outermost first: `{error: {…}}`, a list of those (Gemini),
 * `{detail: […]}` (FastAPI), details of Google's, and JSON quoted in a message or in
 * `metadata.raw` (OpenRouter, LiteLLM).
 */
function partsOf(body: unknown, depth = 0): readonly Fields[] {
  if (depth > deepestPart) return [];
  if (Array.isArray(body)) {
    return body.slice(0, 8).flatMap((entry: unknown) => partsOf(entry, depth + 1));
  }
  if (typeof body === 'string') {
    const parsed = parsedJson(body);
    return parsed === undefined ? [] : partsOf(parsed, depth + 1);
  }
  if (!isRecord(body)) return [];
  const nested = ['error', 'errors', 'detail', 'details', 'message', 'metadata', 'raw', 'response'];
  return [body, ...nested.flatMap((name) => partsOf(body[name], depth + 1))];
}

function statusOf(fields: Fields, parts: readonly Fields[]): number | undefined {
  const own = httpError(fields['status']);
  if (own !== undefined) return own;
  for (const part of parts) {
    for (const name of ['status', 'code', 'status_code', 'http_code', 'statusCode']) {
      const found = httpError(part[name]);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function httpError(value: unknown): number | undefined {
  const named = typeof value === 'string' ? statusByName[value] : undefined;
  if (named !== undefined) return named;
  const status = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  const fits = typeof status === 'number' && Number.isInteger(status);
  return fits && status >= 300 && status <= 599 ? status : undefined;
}

function codesOf(fields: Fields, parts: readonly Fields[]): readonly string[] {
  const sqlite = fields['errcode'];
  return parts
    .flatMap((part) => ['code', 'type', 'error_type', 'status', 'reason'].map((name) => part[name]))
    .concat(typeof sqlite === 'number' ? `SQLITE_${sqlite & 0xff}` : undefined)
    .map((code) => (typeof code === 'number' ? String(code) : code))
    .filter((code) => typeof code === 'string');
}

function messageOf(error: unknown, fields: Fields): string {
  const message = typeof error === 'object' ? fields['message'] : error;
  return typeof message === 'string' ? message : (asText(message ?? error) ?? 'unknown error');
}

function textOf(message: string, fields: Fields): string {
  return [message, ...bodiesOf(fields).map(asText)]
    .filter((part) => part !== undefined)
    .map((part) => part.slice(0, longestText))
    .join(' ')
    .slice(0, longestText);
}

function asText(value: unknown): string | undefined {
  if (value === undefined || typeof value === 'string') return value;
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** An object or a list written as JSON; undefined for anything else. */
function parsedJson(text: string): unknown {
  if (text.length > 64_000 || !/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isHeaderReader(value: unknown): value is HeaderReader {
  return isRecord(value) && typeof value['get'] === 'function';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
