import { errorShape } from '../../core/error-shape.js';
import { unwrapVendorError, VendorError } from './http.js';

/** One thing learnt of a server. */
export interface ServerFact {
  readonly value: number;
  /** For people; absent for what asks nothing of anyone. */
  readonly words?: string | undefined;
}

/**
 * What one server was found to need in use: parameters it rejects, limits it told of, and habits of
 * its replies. All adapters of a server and model share one; `adjustments` says it in words.
 */
export class ServerProfile {
  readonly #facts: Map<string, ServerFact>;

  /** `onLearnt` is called after every change, with the words of what is new where it has any. */
  constructor(
    known: Iterable<readonly [string, ServerFact]> = [],
    readonly onLearnt: (words: string | undefined) => void = () => undefined,
  ) {
    this.#facts = new Map(known);
  }

  has(name: string): boolean {
    return this.#facts.has(name);
  }

  get(name: string): number | undefined {
    return this.#facts.get(name)?.value;
  }

  /** Remembers a fact, said once when it is new or has another value. */
  learn(name: string, words: string | undefined, value = 1): void {
    if (this.get(name) === value) return;
    this.#facts.set(name, { value, words });
    this.onLearnt(words);
  }

  get facts(): Iterable<readonly [string, ServerFact]> {
    return this.#facts;
  }

  get adjustments(): readonly string[] {
    return [...this.#facts.values()].flatMap(({ words }) => words ?? []);
  }
}

/** What a server may call a parameter besides its name. */
const otherNames: Readonly<Record<string, string>> = {
  stream: 'stream(?:ing|ed)?',
  stream_options: 'stream_options|include_usage',
  encoding_format: 'encoding[_ ]format|base64',
  system: 'system (?:role|prompt|message|instruction)s?|role:? ["\'`]?system["\'`]?',
};

const rejects =
  /unsupported|(?:not|n't|never) (?:\w+ ){0,2}(?:support|permit|allow|accept|available|recogni|implement|enabled|valid)|unrecogni[sz]ed|unknown|unexpected|extra[_ ]?(?:input|field|forbidden|param)|forbidden|invalid|must be verified|no longer|deprecated|only .{0,60}(?:supported|allowed|accepted)|cannot be|not support/i;

/** The parameter of those sent that an error rejects: named by its `param`, or in its words. */
function rejectedParameter(error: unknown, sent: readonly string[]): string | undefined {
  const thrown = unwrapVendorError(error);
  if (!(thrown instanceof VendorError) || ![400, 422, 500, 501].includes(thrown.status ?? 0)) {
    return undefined;
  }
  const { text } = errorShape(thrown);
  const param = /"param"\s*:\s*"([^"]{1,80})"/.exec(text)?.[1];
  const byParam = param && sent.find((name) => namePattern(name).test(param));
  if (byParam) return byParam;
  if (!rejects.test(text)) return undefined;
  const named = sent.flatMap((name) => {
    const at = text.search(namePattern(name));
    return at < 0 ? [] : [{ name, at }];
  });
  return named.sort((one, other) => one.at - other.at)[0]?.name;
}

function namePattern(name: string): RegExp {
  return new RegExp(`(?<![\\w])(?:${otherNames[name] ?? name})(?!\\w)`, 'i');
}

const mostAdjustments = 8;

/**
 * Sends a request without the parameters its server rejects. `send` gets the names to leave out; one
 * that is rejected now is left out at once, and remembered when the server then takes the request.
 */
export async function withoutRejected<Result>(
  profile: ServerProfile,
  send: (leftOut: (name: string) => boolean) => Promise<Result>,
  sentWith: (leftOut: (name: string) => boolean) => readonly string[],
): Promise<Result> {
  const rejected = new Set<string>();
  const leftOut = (name: string): boolean => rejected.has(name) || profile.has(`no ${name}`);
  for (;;) {
    try {
      const result = await send(leftOut);
      for (const name of rejected) {
        profile.learn(`no ${name}`, `"${name}" is not sent: the server rejects it`);
      }
      return result;
    } catch (error) {
      const name = rejectedParameter(error, sentWith(leftOut));
      if (name === undefined || rejected.size >= mostAdjustments) throw error;
      rejected.add(name);
    }
  }
}
