import { outcomes } from '../../core/outcome.js';
import { jsonOrText, errorInside, VendorError } from './http.js';
import { parseJson } from './fields.js';
import { failedCall, type VendorCall } from './vendor-call.js';

/** One thing a streaming vendor sent. */
export type VendorEvent =
  | { readonly kind: 'event'; readonly value: unknown }
  /** The whole answer in one piece, from a server that does not stream. */
  | { readonly kind: 'whole'; readonly value: unknown }
  /** `[DONE]`: nothing follows. */
  | { readonly kind: 'done' };

/** Characters of an answer that is no stream. */
const longestWhole = 16_000_000;

/**
 * Reads the events of a response, whatever its content type: server-sent events (any line end,
 * comments, several data lines, no blank line at the end), JSON in one piece, or a JSON value a line.
 * Throws VendorError for an error among them, PortError `malformed_response` for a page or text, and
 * SyntaxError for an event that is no JSON. An event cut off at the end is left out.
 */
export async function* readEvents(
  response: Response,
  call: VendorCall,
): AsyncGenerator<VendorEvent, void> {
  let event = '';
  let data: string[] = [];
  let whole: string[] | undefined;
  let begun = false;

  const take = (isLast: boolean): VendorEvent | undefined => {
    const [name, text] = [event, data.join('\n').trim()];
    [event, data] = ['', []];
    if (text === '' || text === 'null') return undefined;
    if (text === '[DONE]') return { kind: 'done' };
    if (name === 'error') throw new VendorError(undefined, response.headers, jsonOrText(text));
    const value = isLast ? jsonOrText(text) : parseJson(text);
    if (isLast && typeof value === 'string') return undefined;
    return checked({ kind: 'event', value }, response);
  };

  for await (const line of linesOf(response)) {
    if (whole) {
      whole.push(line);
      continue;
    }
    const [, field = '', value = ''] = /^(data|event|id|retry)?: ?(.*)$/s.exec(line) ?? [];
    if (line === '') {
      const taken = take(false);
      if (taken) yield taken;
      if (taken?.kind === 'done') return;
    } else if (field === 'data') data.push(value);
    else if (field === 'event') event = value;
    else if (/^\s*[[{]/.test(line) && begun) {
      // An error of a proxy in the middle of a stream, without the frame of an event.
      yield checked({ kind: 'event', value: parseJson(line) }, response);
    } else if (!begun && field === '' && !line.startsWith(':') && line.trim() !== '') {
      if (!/^\s*[[{"]/.test(line)) throw noStream(line, call);
      whole = [line];
    }
    begun ||= line.trim() !== '' && !line.startsWith(':');
  }
  if (whole) yield* wholeValues(whole, response);
  else {
    const last = take(true);
    if (last) yield last;
  }
}

function* wholeValues(lines: readonly string[], response: Response): Generator<VendorEvent, void> {
  const text = lines.join('\n');
  let value: unknown;
  try {
    value = parseJson(text);
  } catch (error) {
    const perLine = lines.filter((line) => line.trim() !== '');
    if (perLine.length < 2) throw error;
    for (const line of perLine) {
      yield checked({ kind: 'event', value: parseJson(line) }, response);
    }
    return;
  }
  yield checked({ kind: 'whole', value }, response);
}

function checked(
  event: VendorEvent & { readonly value: unknown },
  response: Response,
): VendorEvent {
  const error = errorInside(event.value, response.headers);
  if (error) throw error;
  return event;
}

function noStream(line: string, call: VendorCall): Error {
  const detail = `a stream was asked for, this came: ${line.trim().slice(0, 80)}`;
  return failedCall(call, outcomes.malformedResponse, { detail });
}

/** Lines without their ends, which may be LF, CRLF or CR and fall between two packets. */
async function* linesOf(response: Response): AsyncGenerator<string, void> {
  const decoder = new TextDecoder();
  let rest = '';
  let size = 0;
  for await (const bytes of response.body ?? []) {
    const text = decoder.decode(bytes as Uint8Array, { stream: true });
    rest += text;
    size += text.length;
    if (size > longestWhole)
      throw new RangeError('the answer is longer than any this product reads');
    // A CR at the end may be the first half of a CRLF.
    const ended = rest.endsWith('\r') ? rest.slice(0, -1) : rest;
    const lines = ended.split(/\r\n|\n|\r/);
    rest = (lines.pop() ?? '') + rest.slice(ended.length);
    yield* lines;
    // A page does not become a stream later, and need not end at all.
    if (/^\s*<[!a-z]/i.test(rest) && size < 4096) yield rest;
  }
  rest += decoder.decode();
  if (rest !== '') yield* rest.replace(/\r$/, '').split(/\r\n|\n|\r/);
}
