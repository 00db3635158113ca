import type { GenerateRequest, Generation } from '../../ports/generator.js';
import type { PortError } from '../../ports/port-error.js';
import { readBounded } from './read-bounded.js';
import { readEvents, type VendorEvent } from './read-events.js';
import { Reply } from './reply.js';
import type { ServerProfile } from './server-profile.js';
import { toPortError, withUsage } from './to-port-error.js';
import type { VendorCall } from './vendor-call.js';

/** What an adapter knows of its protocol. */
export interface GeneratorProtocol {
  readonly call: VendorCall;
  readonly profile: ServerProfile;
  /** Tokens of output that a request asks for. */
  readonly room: (request: GenerateRequest) => number;
  /** Whether the next reply will come piece by piece. */
  readonly streams: () => boolean;
  readonly open: (request: GenerateRequest, signal: AbortSignal) => Promise<Response>;
  /** Adds to the reply what an event, or a reply in one piece, says. */
  readonly read: (reply: Reply, value: unknown) => void;
}

const inOnePiece = 'answers in one piece';

/** One reply from its request to its end, as Generator promises it. */
export async function generateReply(
  { call, profile, room, streams, open, read }: GeneratorProtocol,
  request: GenerateRequest,
  signal: AbortSignal,
  onText: (textSoFar: string) => void,
): Promise<Generation> {
  const reply = new Reply(profile, room(request));
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
    read(reply, event.value);
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
        const response = await open(request, bounded);
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
