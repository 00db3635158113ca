/** Names of the tags in which models think aloud, as servers leave them in the content. */
const names =
  '(?:think|thinking|thoughts?|reasoning|reflection|scratchpad|chain_of_thought|cot|think_intent|inner_monologue|(?:seed|antml|ant):think(?:ing)?)';
const squareNames = '(?:THINK|THINKING|THOUGHT|REASONING)';

/** What begins, ends or merely frames a thought: <think> and its kin, [THINK] (Mistral), special tokens. */
const tag = new RegExp(
  [
    `(?<open><${names}(?:\\s[^<>]{0,60})?>|\\[${squareNames}\\]|<\\|(?:begin_of_thought|start_thinking|start_of_thought)\\|>|◁think▷|<unused94>(?:thought)?|<\\|channel\\|>(?:analysis|commentary)[^<]{0,40}<\\|message\\|>)`,
    `(?<close></${names}\\s*>|\\[/${squareNames}\\]|<\\|(?:end_of_thought|end_thinking)\\|>|◁/think▷|<unused95>)`,
    // Around the answer itself. In the format of gpt-oss, <|end|> also ends a thought.
    '(?<frame><\\|(?:start|end)_response\\|>|<\\|(?:begin|end)_of_solution\\|>|<\\|(?:end|return)\\|>|<\\|start\\|>assistant|<\\|channel\\|>final[^<]{0,40}<\\|message\\|>)',
  ].join('|'),
  'i',
);

/** The end of a text that may be the beginning of a tag. */
const partOfTag =
  /(?:<(?:[/|a-z][^<>]{0,60})?|\[\/?[A-Z]{0,9}|◁\/?[a-z]{0,5}|<unused94>(?:t|th|tho|thou|thoug|though)?|<\|(?:channel|start)\|>[^<]{0,40}(?:<\|?[a-z]{0,9}\|?)?)$/i;

/** In code or in quotes, a tag is spoken of and not used. */
const quotes = /[`"'“‘«]$/;

/**
 * Takes a growing text apart into what the model thinks aloud and what it answers. Knows tags split
 * between two pieces, and a closing tag without an opening one, where the prompt template opened it:
 * all before it was thought.
 */
export class ReasoningFilter {
  #waiting = '';
  #thinking = false;
  #text = '';
  #reasoning = 0;
  #unopened = false;

  /** Adds the next piece. */
  push(piece: string): void {
    this.#waiting += piece;
    for (;;) {
      const found = tag.exec(this.#waiting);
      if (!found) break;
      const before = this.#waiting.slice(0, found.index);
      this.#waiting = this.#waiting.slice(found.index + found[0].length);
      this.#pass(before);
      this.#meet(found[0], found.groups ?? {});
    }
    const held = partOfTag.exec(this.#waiting);
    const safe = held ? held.index : this.#waiting.length;
    this.#pass(this.#waiting.slice(0, safe));
    this.#waiting = this.#waiting.slice(safe);
  }

  /** The end of the text: what looked like the beginning of a tag is none. */
  end(): void {
    this.#pass(this.#waiting);
    this.#waiting = '';
  }

  /** The answer so far, without thoughts. */
  get text(): string {
    return this.#reasoning > 0 ? this.#text.trimStart() : this.#text;
  }

  /** Characters of thought so far. */
  get reasoning(): number {
    return this.#reasoning;
  }

  /** Whether a thought ended that nothing had opened. */
  get unopened(): boolean {
    return this.#unopened;
  }

  #pass(piece: string): void {
    if (this.#thinking) this.#reasoning += piece.length;
    else this.#text += piece;
  }

  #meet(found: string, kind: Readonly<Record<string, string | undefined>>): void {
    // In small letters, square brackets are those of a link or a note.
    if (found.startsWith('[') && found !== found.toUpperCase()) this.#pass(found);
    else if (kind['open'] !== undefined && !this.#thinking) {
      if (quotes.test(this.#text)) this.#text += found;
      else this.#think(found);
    } else if (kind['close'] !== undefined && !this.#thinking) {
      if (quotes.test(this.#text)) this.#text += found;
      else {
        this.#reasoning += this.#text.length + found.length;
        this.#unopened ||= this.#text.trim() !== '';
        this.#text = '';
      }
    } else if (kind['open'] === undefined) this.#thinking = false;
  }

  #think(found: string): void {
    this.#thinking = true;
    this.#reasoning += found.length;
  }
}
