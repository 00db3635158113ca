import type { StageUsage } from '../../contracts/failure.js';
import { outcomes, type Outcome } from '../../core/outcome.js';
import { rateLeft } from '../../core/rate-left.js';
import type { GenerateRequest, Generation } from '../../ports/generator.js';
import { estimateTokens, fewestTokens } from './estimate-tokens.js';
import { classifyFinish } from './finish-reason.js';
import { ReasoningFilter } from './reasoning.js';
import type { ServerProfile } from './server-profile.js';
import { failedCall, type VendorCall } from './vendor-call.js';

/** Facts of a ServerProfile about replies. */
const unopenedReasoning = 'reasoning without an opening tag';
const saysWhyItEnds = 'says why it ends';
const reasoningRoom = 'room for reasoning';
const countsWrong = 'counts wrong';

/** Tokens added to the room of a reply that was used up by reasoning, at least. */
const leastReasoningRoom = 4_096;

/** What is read of a generator's reply, piece by piece, and what it amounts to in the end. */
export class Reply {
  readonly #content = new ReasoningFilter();
  #separateReasoning = 0;
  #finish: string | undefined;
  #problem: Outcome | null | undefined;

  /** Whether the model declined in words of its own, which are then the text. */
  declined = false;
  /** Whether the vendor marked the end of its reply, as with `[DONE]`. */
  ended = false;
  /** Whether it came in one piece: its end is then that of a complete JSON value. */
  whole = false;
  /** Whether anything came at all. */
  begun = false;
  inputTokens: number | undefined;
  outputTokens: number | undefined;
  reasoningTokens: number | undefined;
  /** Of the response, for what they say of rate limits. */
  headers: Headers | undefined;
  /** The first field that should have held text and held something else: part of the text is lost. */
  unreadable: string | undefined;
  /** The first event without anything known in it: of interest only where no text came at all. */
  unknown: string | undefined;

  constructor(
    readonly profile: ServerProfile,
    /** Tokens of output that were asked for. */
    readonly room: number,
  ) {}

  /** Adds text of the answer, in which thoughts may stand between tags. */
  addText(text: string): void {
    this.#content.push(text);
  }

  /** Adds thoughts that the server sends apart from the answer. */
  addReasoning(text: string): void {
    this.#separateReasoning += text.length;
  }

  /** The reason it ended for. Where several are given, one that says it is not whole holds. */
  finish(reason: string): void {
    const problem = classifyFinish(reason);
    if (this.#finish !== undefined && problem === null) return;
    this.#finish = reason;
    this.#problem = problem;
  }

  get finished(): boolean {
    return this.#finish !== undefined;
  }

  /** Everything that came, thoughts included, in characters: it grows with every bit of progress. */
  get length(): number {
    return this.#content.text.length + this.#content.reasoning + this.#separateReasoning;
  }

  /** What may be shown while it grows. */
  get visibleText(): string {
    const { text, reasoning } = this.#content;
    const mayBeThought = reasoning === 0 && this.profile.has(unopenedReasoning);
    if (mayBeThought) return '';
    // Half of a character that the next piece completes.
    return text.replace(/[\uD800-\uDBFF]$/, '');
  }

  /**
   * What a reply that ended amounts to. Throws PortError for one that was cut, came to no text, grew
   * too long or cannot be read, with what it cost.
   */
  conclude(request: GenerateRequest, call: VendorCall): Generation {
    this.#content.end();
    if (this.#content.unopened) {
      this.profile.learn(
        unopenedReasoning,
        'its reasoning ends with a tag that nothing opened: text is shown only after that',
      );
    }
    const usage = this.usage(request, call);
    const fail = (outcome: Outcome, detail?: string): never => {
      throw failedCall(call, outcome, { ...(detail !== undefined && { detail }), usage });
    };
    if (!this.begun) fail(outcomes.malformedResponse, 'the response is empty');
    const { text } = this.#content;
    const problem = this.#problemAtEnd();
    const hasText = text.trim() !== '';
    const declined = problem === outcomes.contentFiltered || this.declined;
    const notRead =
      this.unreadable ?? (hasText || declined || this.#reasoned ? undefined : this.unknown);
    if (problem === outcomes.outputTooLong && !hasText) this.#failWithoutRoom(fail);
    if (notRead !== undefined) fail(outcomes.incompatibleResponse, notRead);
    if (problem && !declined) fail(problem, this.#finish);
    if (!declined && !hasText) {
      fail(outcomes.emptyReply, this.#reasoned ? 'it reasoned and wrote no answer' : undefined);
    }
    const cut = this.#promptWasCut(request);
    if (cut !== undefined) fail(outcomes.contextTooLong, cut);
    if (this.#finish !== undefined) this.profile.learn(saysWhyItEnds, undefined);
    const { inputTokens, outputTokens, estimated } = usage;
    const left = this.headers && rateLeft(this.headers, inputTokens + outputTokens, Date.now());
    return {
      kind: declined ? 'declined' : 'text',
      text,
      inputTokens,
      outputTokens,
      ...(estimated && { estimated }),
      left,
    };
  }

  /** What the vendor billed, counted by it or estimated. No price: adapters know none. */
  usage({ prompt }: GenerateRequest, { provider, model }: VendorCall): StageUsage {
    const written = Math.ceil((this.#separateReasoning + this.#content.reasoning) / 4);
    const estimated = this.inputTokens === undefined || this.outputTokens === undefined;
    return {
      provider,
      model,
      calls: 1,
      inputTokens: this.inputTokens ?? estimateTokens(prompt.system + prompt.user),
      outputTokens: this.outputTokens ?? estimateTokens(this.#content.text) + written,
      costUsd: 0,
      ...(estimated && { estimated }),
    };
  }

  get #reasoned(): boolean {
    return this.length > this.#content.text.length || (this.reasoningTokens ?? 0) > 0;
  }

  #problemAtEnd(): Outcome | null {
    if (this.#problem !== undefined) return this.#problem;
    // Without a reason to have ended, another proof is needed.
    const complete = this.whole || (this.ended && this.outputTokens !== undefined);
    if (!complete || this.profile.has(saysWhyItEnds)) return outcomes.streamCut;
    return (this.outputTokens ?? 0) >= this.room ? outcomes.outputTooLong : null;
  }

  /** All room for output went to thoughts: more room is tried once, and then nothing is bought again. */
  #failWithoutRoom(fail: (outcome: Outcome, detail: string) => never): never {
    const detail = `reasoning used up all ${this.room} tokens of output: give it more room or less effort`;
    if (this.profile.has(reasoningRoom)) return fail(outcomes.reasoningTooLong, detail);
    const room = Math.max(leastReasoningRoom, this.room * 3);
    this.profile.learn(reasoningRoom, `it gets ${room} more tokens of output for reasoning`, room);
    return fail(outcomes.outputTooLong, detail);
  }

  /**
   * A server that reads just what fits its window has cut the prompt, and with it the passages. A count
   * that is impossible for the prompt, and no window, only says that the server counts wrong: many do,
   * and what their answers say is checked against the passages anyway.
   */
  #promptWasCut({ prompt }: GenerateRequest): string | undefined {
    const read = this.inputTokens;
    if (!read) return undefined;
    const sent = prompt.system + prompt.user;
    const likely = estimateTokens(sent);
    const isImpossible = read < fewestTokens(sent);
    if (!fillsWindow(read, likely, isImpossible)) {
      if (isImpossible) this.profile.learn(countsWrong, wrongCount(read, likely));
      return undefined;
    }
    return (
      `it read ${read} of about ${likely} tokens of the prompt: enlarge its context window ` +
      '(Ollama: OLLAMA_CONTEXT_LENGTH), or lower HOLDFAST_CONTEXT_TOKENS'
    );
  }
}

function wrongCount(read: number, likely: number): string {
  return `its token counts cannot be trusted: it counted ${read} for a prompt of about ${likely}`;
}

/**
 * Whether a count is what a server reads of a prompt that exceeds its window. Windows are powers of two
 * or multiples of 1,024. Ollama reads all of its window or, since 2026, half of it and two or three
 * tokens (ollama/ollama#17427). A prompt that just happens to be as long is rare, and only repacked.
 */
function fillsWindow(read: number, likely: number, isImpossible: boolean): boolean {
  if (isPowerOfTwo(read) && (isImpossible || (read >= 1024 && read < likely))) return true;
  const isFarLess = isImpossible || (read >= 1024 && read < likely * 0.85);
  const windows = [read, read - 2, read - 3];
  return (
    isFarLess && windows.some((size) => isPowerOfTwo(size) || (size >= 1024 && size % 1024 === 0))
  );
}

function isPowerOfTwo(size: number): boolean {
  return size >= 32 && Number.isInteger(Math.log2(size));
}

/** Tokens of output to ask for: those of the answer and those its server was found to need for reasoning. */
export function outputRoom(
  maxOutputTokens: number,
  profile: ServerProfile,
  reasoningTokens = 0,
): number {
  return maxOutputTokens + Math.max(reasoningTokens, profile.get(reasoningRoom) ?? 0);
}
