/** What `headers.get()` of fetch offers; all that is needed of it. */
export interface HeaderReader {
  get(name: string): string | null;
}

/** An unknown error as the rules see it. Vendor classes have no reliable identity, so fields decide. */
export interface ErrorShape {
  /** Its name and that of its class: the classes of some clients are all named "Error". */
  readonly names: readonly string[];
  /** HTTP status of an error response; the 2xx of a stream that carries an error does not count. */
  readonly status: number | undefined;
  /**
   * `code` and `type` of the error and of its body, and SQLite's result code as SQLITE_<number>.
   * A numeric `code`, as compatible servers send, only repeats the status and is ignored.
   */
  readonly codes: readonly string[];
  readonly message: string;
  /** Message and body, for the few cases vendors tell apart by words alone. */
  readonly text: string;
  readonly headers: HeaderReader | undefined;
  readonly cause: ErrorShape | undefined;
}

const deepestCause = 8;
const longestText = 4000;

/** Reads any thrown value; never throws, and stops at circular causes. */
export function errorShape(error: unknown, depth = 0): ErrorShape {
  const fields = isRecord(error) ? error : {};
  const status = Number(fields['status']);
  const cause = fields['cause'];
  const message = messageOf(error, fields);
  return {
    names: namesOf(fields),
    status: Number.isInteger(status) && status >= 300 ? status : undefined,
    codes: codesOf(fields),
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

function namesOf(fields: Record<string, unknown>): readonly string[] {
  return [fields['name'], fields.constructor?.name].filter(
    (name): name is string => typeof name === 'string' && name !== '',
  );
}

/** Bodies nest differently: `{error: {type}}` (Anthropic), `{type}` (OpenAI), `{error_type}` (TEI). */
function codesOf(fields: Record<string, unknown>): readonly string[] {
  const body = fields['error'];
  const inner = isRecord(body) ? body['error'] : undefined;
  const sqlite = fields['errcode'];
  return [fields, body, inner]
    .filter(isRecord)
    .flatMap((part) => [part['code'], part['type'], part['error_type']])
    .concat(typeof sqlite === 'number' ? `SQLITE_${sqlite & 0xff}` : undefined)
    .filter((code) => typeof code === 'string');
}

function messageOf(error: unknown, fields: Record<string, unknown>): string {
  const message = typeof error === 'object' ? fields['message'] : error;
  return typeof message === 'string' ? message : (asText(message ?? error) ?? 'unknown error');
}

function textOf(message: string, fields: Record<string, unknown>): string {
  return [message, ...[fields['error'], fields['data'], fields['body']].map(asText)]
    .filter((part) => part !== undefined)
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

function isHeaderReader(value: unknown): value is HeaderReader {
  return isRecord(value) && typeof value['get'] === 'function';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
