/** A reply written byte by byte, so that a server of any kind can be played. */
export interface Play {
  readonly status?: number;
  /** Those of a stream of events, unless others are given. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
  /** Sends that many bytes a packet, each by itself. */
  readonly bytesPerPacket?: number;
}

/** What to answer to a request; `undefined` leaves it to the fake vendor's own route. */
export type Player = (request: Readonly<Record<string, unknown>>) => Play | undefined;

export function json(value: unknown, status = 200): Play {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(value) };
}

/** Server-sent events, each of them JSON or text as it is. */
export function events(...all: readonly unknown[]): Play {
  return { body: all.map((event) => dataOf(event)).join('') };
}

export function dataOf(event: unknown, end = '\n'): string {
  const text = typeof event === 'string' ? event : JSON.stringify(event);
  return `data: ${text}${end}${end}`;
}

/** A named event, as Anthropic sends them. */
export function namedEvent(type: string, fields: object = {}): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

/** Answers as `first` says until the request meets a condition, and as `then` from there on. */
export function unless(
  rejected: (request: Readonly<Record<string, unknown>>) => boolean,
  rejection: Play,
  answer: Play,
): Player {
  return (request) => (rejected(request) ? rejection : answer);
}
