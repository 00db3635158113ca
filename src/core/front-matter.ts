export interface FrontMatter {
  readonly title: string | undefined;
  /** Where the document proper begins; 0 without front matter. */
  readonly end: number;
}

const opening = /^---[ \t]*\r?\n/;
const closing = /^(?:---|\.\.\.)[ \t]*\r?$/m;

/** The YAML block some editors and site generators put on top; of it only the title is used. */
export function readFrontMatter(source: string): FrontMatter {
  const none = { title: undefined, end: 0 };
  const start = opening.exec(source)?.[0].length;
  if (start === undefined) return none;
  const close = closing.exec(source.slice(start));
  if (!close) return none;
  const yaml = source.slice(start, start + close.index);
  const content = yaml.split('\n').find((line) => !/^\s*(?:#|$)/.test(line));
  // Some texts begin with a rule; what follows that is no key.
  if (content !== undefined && !/^["']?[\w-]+["']?[ \t]*:/.test(content)) return none;
  const title = /^title[ \t]*:[ \t]*(.*)$/im.exec(yaml)?.[1];
  return { title: unquote(title?.trim() ?? ''), end: start + close.index + close[0].length };
}

function unquote(value: string): string | undefined {
  const inner = /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;
  return inner.trim() === '' || /^[|>]/.test(inner) ? undefined : inner.trim();
}
