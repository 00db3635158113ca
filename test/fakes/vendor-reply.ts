import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Fault } from './faults.js';
import type { Play, Player } from './play.js';
import { vendorErrorBody, type Dialect } from './vendor-errors.js';

/** One server-sent event. Without a name it is sent as data only (OpenAI). */
export interface StreamEvent {
  readonly name?: string;
  readonly data: unknown;
  readonly role: 'opening' | 'token' | 'closing';
}

/** A request on its way to an answer. */
export interface Exchange {
  readonly response: ServerResponse;
  readonly dialect: Dialect;
  readonly apiKey: string;
  readonly request: unknown;
  readonly fault: Fault | undefined;
  /** Aborted when either side closes the connection: no fault waits longer than that. */
  readonly closed: AbortSignal;
  readonly pace: Pace;
}

/** Between the tokens of a stream, or from its first token to its last. */
export type Pace = { readonly betweenTokensMs: number } | { readonly wholeStreamMs: number };

/** Faults that need no knowledge of the answer. True when the request is dealt with. */
export async function replyWithFault(exchange: Exchange): Promise<boolean> {
  const { response, fault } = exchange;
  switch (fault?.kind) {
    case 'status':
      for (const [name, value] of Object.entries(fault.headers ?? {})) {
        response.setHeader(name, value);
      }
      sendJson(
        response,
        fault.status,
        vendorErrorBody(exchange.dialect, fault.status, fault.code, exchange),
      );
      return true;
    case 'play': {
      const play = fault.play(exchange.request as Parameters<Player>[0]);
      if (play) await perform(response, play);
      return play !== undefined;
    }
    case 'reset':
      response.socket?.resetAndDestroy();
      return true;
    case 'silence':
      await untilClosed(exchange);
      return true;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' });
      await write(response, '<!doctype html><title>Sign in to the guest network</title>');
      if (fault.endless) await untilClosed(exchange);
      else response.end();
      return true;
    case 'empty':
      response.writeHead(200, { 'content-length': '0' }).end();
      return true;
    case 'wrongShape':
      sendJson(response, 200, { answer: 'something else entirely' });
      return true;
    default:
      return false;
  }
}

/** Writes a JSON answer; `stall` and `cut` strike in the middle of it. */
export async function replyWithJson(exchange: Exchange, body: unknown): Promise<void> {
  await replyWithJsonText(exchange, JSON.stringify(body));
}

/** The same for a body that JSON.stringify would repair, such as one with NaN in it. */
export async function replyWithJsonText(exchange: Exchange, text: string): Promise<void> {
  const { response, fault } = exchange;
  const breaks = fault?.kind === 'stall' || fault?.kind === 'cut';
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  if (!breaks) {
    response.end(text);
    return;
  }
  await write(response, text.slice(0, text.length / 2));
  await breakOff(exchange);
}

/** Writes a stream of events; stream faults strike after the tokens they name. */
export async function replyWithEvents(
  exchange: Exchange,
  events: readonly StreamEvent[],
): Promise<void> {
  const { response, fault, closed } = exchange;
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8' });
  response.flushHeaders();
  const strikesAfter = fault && 'afterTokens' in fault ? (fault.afterTokens ?? 1) : 1;
  const pauseMs = pauseOf(exchange.pace, events);
  let tokens = 0;
  for (const event of events) {
    const due = event.role === 'closing' || (event.role === 'token' && tokens === strikesAfter);
    if (due && (await strike(exchange))) return;
    if (event.role === 'token') {
      if (tokens === 0 && fault?.kind === 'slowFirstToken')
        await delay(fault.ms, undefined, { signal: closed });
      else if (tokens > 0 && pauseMs > 0) await delay(pauseMs, undefined, { signal: closed });
      tokens += 1;
    }
    await write(response, encodeEvent(event));
  }
  response.end();
}

function pauseOf(pace: Pace, events: readonly StreamEvent[]): number {
  if ('betweenTokensMs' in pace) return pace.betweenTokensMs;
  const tokens = events.filter(({ role }) => role === 'token').length;
  return pace.wholeStreamMs / Math.max(1, tokens - 1);
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function strike(exchange: Exchange): Promise<boolean> {
  const { response, fault, dialect } = exchange;
  switch (fault?.kind) {
    case 'stall':
    case 'cut':
      await breakOff(exchange);
      return true;
    case 'cleanEnd':
      response.end();
      return true;
    case 'malformedEvent':
      response.end(
        dialect === 'anthropic'
          ? encodeEvent({ name: 'content_block_delta', data: '{"type":"content_block_del' })
          : encodeEvent({ data: '{"choices": [{"delta": {"con' }),
      );
      return true;
    case 'errorEvent': {
      const error = { type: fault.type, message: 'fake vendor error inside the stream' };
      response.end(
        dialect === 'anthropic'
          ? encodeEvent({ name: 'error', data: { type: 'error', error } })
          : encodeEvent({ data: { error: { ...error, param: null, code: fault.type } } }),
      );
      return true;
    }
    default:
      return false;
  }
}

/** The rest of a `stall` or a `cut`. */
async function breakOff(exchange: Exchange): Promise<void> {
  if (exchange.fault?.kind === 'stall') await untilClosed(exchange);
  else exchange.response.socket?.destroy();
}

function encodeEvent({ name, data }: Pick<StreamEvent, 'name' | 'data'>): string {
  const text = typeof data === 'string' ? data : JSON.stringify(data);
  return `${name ? `event: ${name}\n` : ''}data: ${text}\n\n`;
}

/** Writes the reply of a played server, byte by byte where it says so. */
async function perform(response: ServerResponse, play: Play): Promise<void> {
  const { status = 200, headers = { 'content-type': 'text/event-stream' }, body } = play;
  const bytes = Buffer.from(body);
  const size = play.bytesPerPacket ?? bytes.length;
  response.writeHead(status, headers);
  for (let at = 0; at < bytes.length; at += size) {
    await write(response, bytes.subarray(at, at + size));
  }
  response.end();
}

function write(response: ServerResponse, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve) => response.write(text, () => resolve()));
}

function untilClosed({ closed }: Exchange): Promise<void> {
  return new Promise((resolve) => {
    if (closed.aborted) resolve();
    else closed.addEventListener('abort', () => resolve(), { once: true });
  });
}
