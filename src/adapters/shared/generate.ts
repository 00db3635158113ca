import type { Rule } from '../../core/outcome.js';
import type { GenerateRequest, Generation, Generator } from '../../ports/generator.js';
import type { PortError } from '../../ports/port-error.js';
import type { VendorAccount } from './http.js';
import { promptTooLarge } from './model-errors.js';
import { readBounded } from './read-bounded.js';
import { readEvents, type VendorEvent } from './read-events.js';
import { outputRoom, Reply } from './reply.js';
import { ServerProfile } from './server-profile.js';
import { toPortError, withUsage } from './to-port-error.js';
import type { VendorCall } from './vendor-call.js';

export interface GeneratorOptions extends VendorAccount {
  /** Names the generator in results, errors and queues. */
  readonly provider: string;
  readonly model: string;
  /** False for a server that answers in one piece. */
  readonly streaming?: boolean | undefined;
  /** Tokens of output for reasoning, beside those of the answer. */
  readonly reasoningTokens?: number | undefined;
  /** How much the model is to reason: `low`, `medium`, … */
  readonly reasoningEffort?: string | undefined;
  /** More fields of the request, as the server knows them, such as `temperature`. */
  readonly extraBody?: Readonly<Record<string, unknown>> | undefined;
  /** What is known of the server; adds to it. Default: nothing yet. */
  readonly profile?: ServerProfile | undefined;
}

/** What an adapter knows of its protocol. */
export interface GeneratorProtocol {
  /** As errors name it: `chat`, `messages`. */
  readonly operation: string;
  readonly errors: readonly Rule[];
  readonly open: (request: GenerateRequest, signal: AbortSignal) => Promise<Response>;
  /** Adds to the reply what an event, or a reply in one piece, says. */
  readonly read: (reply: Reply, value: unknown) => void;
}

/** A generator whose server speaks this protocol. */
export function createGenerator(
  options: GeneratorOptions,
  protocolOf: (profile: ServerProfile) => GeneratorProtocol,
): Generator {
  const { provider, model } = options;
  const { profile = new ServerProfile() } = options;
  const protocol = protocolOf(profile);
  const { operation } = protocol;
  const call: VendorCall = {
    errors: [...protocol.errors, promptTooLarge],
    provider,
    operation,
    model,
  };
  const server: Server = { options, profile, protocol, call };
  return {
    provider,
    model,
    generate: (request, signal, onText) => generateReply(server, request, signal, onText),
  };
}

interface Server {
  readonly options: GeneratorOptions;
  readonly profile: ServerProfile;
  readonly protocol: GeneratorProtocol;
  readonly call: VendorCall;
}

const inOnePiece = 'answers in one piece';

/** One reply from its request to its end, as Generator promises it. */
async function generateReply(
  { options, profile, protocol, call }: Server,
  request: GenerateRequest,
  signal: AbortSignal,
  onText: (textSoFar: string) => void,
): Promise<Generation> {
  const room = outputRoom(request.maxOutputTokens, profile, options.reasoningTokens);
  const reply = new Reply(profile, room);
  const streams = () => (options.streaming ?? true) && !profile.has('no stream');
  const waits = !streams() || profile.has(inOnePiece);
  const bounds = { ...request, ...(waits && { firstTokenMs: undefined }), signal };

  function take(event: VendorEvent): boolean {
    reply.begun = true;
    if (event.kind === 'done') {
      reply.ended = true;
      return false;
    }
    if (event.kind === 'whole') {
      reply.whole = true;
      if (streams())
        profile.learn(inOnePiece, 'it answers in one piece though a stream was asked for');
    }
    const before = reply.length;
    protocol.read(reply, event.value);
    const progress = reply.length > before;
    // Thoughts are progress, and stay unseen.
    if (progress) onText(reply.visibleText);
    return progress;
  }

  try {
    await readBounded(
      call,
      bounds,
      async (bounded) => {
        const response = await protocol.open(request, bounded);
        reply.headers = response.headers;
        return readEvents(response, call);
      },
      take,
    );
  } catch (error) {
    const failure = toPortError(error, call, signal);
    // The filter of some servers answers a prompt with an HTTP error.
    if (failure.reason === 'content_filtered') return declined(reply, request, call);
    if (signal.aborted || !reply.finished || !lostAtTheEnd.has(failure.reason)) {
      throw withUsage(failure, wasBilled(reply) ? reply.usage(request, call) : undefined);
    }
  }
  return reply.conclude(request, call);
}

/** After the reason a reply ended for, nothing more is needed of it. */
const lostAtTheEnd: ReadonlySet<PortError['reason']> = new Set([
  'stalled',
  'stream_cut',
  'unreachable',
]);

function wasBilled(reply: Reply): boolean {
  return reply.length > 0 || reply.outputTokens !== undefined;
}

function declined(reply: Reply, request: GenerateRequest, call: VendorCall): Generation {
  if (!wasBilled(reply)) return { kind: 'declined', text: '', inputTokens: 0, outputTokens: 0 };
  const { inputTokens, outputTokens, estimated } = reply.usage(request, call);
  return { kind: 'declined', text: '', inputTokens, outputTokens, ...(estimated && { estimated }) };
}
