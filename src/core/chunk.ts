import { blockAtoms, toAtom, type AtomSizes } from './chunk-atoms.js';
import { blocksIn, layOut, type LaidBlock, type Layout } from './chunk-layout.js';
import { chunkRun, type Atom } from './chunk-run.js';
import type { ParsedDocument } from './document-block.js';
import { headingPrefix, type HeadingPrefix } from './heading-prefix.js';
import { sectionTree, type Section } from './section-tree.js';
import type { Span } from './split-blocks.js';
import { countTokens, measure, type TokenEncoding, type TokenMeasure } from './token-count.js';

export interface ChunkOptions {
  readonly encoding: TokenEncoding;
  /** Most tokens of `embeddedText` in the embedder's own counting, where that is known. */
  readonly window?: number | undefined;
  /** Chunks lie between this much below `maxTokens` and as much below that, where the text allows. */
  readonly targetTokens?: number;
  readonly maxTokens?: number;
}

/** A passage to be: a stretch of a document with the headings it stands under. */
export interface Chunk {
  /** Outermost first, joined by " › ", shortened when very long. Empty above the first heading. */
  readonly headingPath: string;
  /** For Markdown and plain text exactly `source.slice(start, end)`. */
  readonly text: string;
  /** Offsets into the decoded document, UTF-16 code units. */
  readonly start: number;
  readonly end: number;
  /** Tokens of `embeddedText`, never more than `maxTokens`. */
  readonly tokens: number;
  /** Title and heading path, a blank line, and the text. */
  readonly embeddedText: string;
}

/**
 * Cuts a document along its headings: neighbouring sections that are small together share a chunk,
 * one that is too large is cut between its blocks, sentences, or at worst characters. A section
 * larger than a chunk always starts afresh, and cuts depend on the text around them, so a change
 * leaves the chunks of other sections as they were. No overlap; every block is in one chunk.
 */
export function chunkDocument(
  document: ParsedDocument,
  { encoding, window, targetTokens = 350, maxTokens = 400 }: ChunkOptions,
): Chunk[] {
  if (document.blocks.length === 0) return [];
  const most = Math.min(maxTokens, window ?? Infinity);
  const least = Math.floor(((2 * targetTokens - maxTokens) * most) / maxTokens);
  const windowShare = window === undefined ? undefined : most / window;
  const chunks = new Chunker(document, { encoding, windowShare }, most, least).chunk();
  if (window === undefined) return chunks;
  return chunks.map((chunk) => ({ ...chunk, tokens: countTokens(chunk.embeddedText, encoding) }));
}

interface ChunkPrefix extends HeadingPrefix {
  /** Tokens of the prefix with the blank line after it. */
  readonly overhead: number;
}

class Chunker implements AtomSizes {
  private readonly layout: Layout;
  private readonly prefixes = new Map<string, ChunkPrefix>();
  private readonly made = new Map<string, Chunk>();

  constructor(
    private readonly document: ParsedDocument,
    private readonly how: TokenMeasure,
    readonly maxTokens: number,
    private readonly leastTokens: number,
  ) {
    this.layout = layOut(document, how);
  }

  readonly fits = (span: Span): boolean => this.toChunk(span).tokens <= this.maxTokens;

  chunk(): Chunk[] {
    return this.chunkSection(sectionTree(this.document.blocks));
  }

  private chunkSection(section: Section): Chunk[] {
    const atom = this.asAtom(section);
    if (atom) return [this.toChunk(atom)];
    const chunks: Chunk[] = [];
    let run = this.layout.blocks
      .slice(this.isInPaths(section) ? section.body : section.first, section.bodyEnd)
      .flatMap((block) => blockAtoms(this.layout, block, this));
    for (const subsection of section.subsections) {
      const atom = this.asAtom(subsection);
      if (atom) {
        run.push(atom);
        continue;
      }
      chunks.push(...this.chunkRun(run, section.headingPath), ...this.chunkSection(subsection));
      run = [];
    }
    return [...chunks, ...this.chunkRun(run, section.headingPath)];
  }

  /** Whether the heading stands in full in the heading path of all that is below it. */
  private isInPaths({ headingPath, subsections }: Section): boolean {
    return this.prefixOf(headingPath).whole && subsections.every((inner) => this.isInPaths(inner));
  }

  /** The section in one piece, if it fits a chunk. */
  private asAtom({ first, end }: Section): Atom | undefined {
    const blocks = this.layout.blocks.slice(first, end);
    const [head, last] = [blocks[0]!, blocks.at(-1)!];
    const tokens = blocks.reduce((sum, block) => sum + block.tokens, 0);
    // The sum is close to the true count: far above the limit there is no need for that.
    if (tokens > 2 * this.maxTokens) return undefined;
    const span = { start: head.start, end: last.end };
    return this.fits(span) ? toAtom(this.layout.text, span, tokens, 'section') : undefined;
  }

  /** Sums of tokens are estimates, so a run is cut again, tighter, when a chunk came out too large. */
  private chunkRun(run: readonly Atom[], headingPath: readonly string[]): Chunk[] {
    const { overhead } = this.prefixOf(headingPath);
    for (let most = this.maxTokens; ;) {
      const ranges = chunkRun(run, { least: this.leastTokens, most, overhead });
      const chunks = ranges.map(({ first, end }) =>
        this.toChunk({ start: run[first]!.start, end: run[end - 1]!.end }),
      );
      const excess = Math.max(0, ...chunks.map(({ tokens }) => tokens - this.maxTokens));
      if (excess === 0) return chunks.filter(({ text }) => text !== '');
      most -= excess;
    }
  }

  private toChunk(span: Span): Chunk {
    const key = `${span.start}-${span.end}`;
    const chunk = this.made.get(key) ?? this.makeChunk(span);
    this.made.set(key, chunk);
    return chunk;
  }

  /** Headings that stand in the heading path need not stand in the text as well. */
  private makeChunk(span: Span): Chunk {
    const touched = blocksIn(this.layout, span);
    const path = commonPath(touched);
    const { heading, prefix, whole, overhead } = this.prefixOf(path);
    const above = touched.findIndex(({ block }) => !(whole && isAbove(block, path)));
    const kept = touched.slice(above);
    const from = Math.max(span.start, kept[0]?.start ?? span.start);
    const raw = this.layout.text.slice(from, Math.min(span.end, kept.at(-1)?.end ?? span.end));
    const text = raw.trim();
    const embeddedText = `${prefix}\n\n${text}`;
    const start = from + raw.length - raw.trimStart().length;
    const place = { start, end: start + text.length };
    // One encoding takes slashes after a line's end for part of it.
    const tokens = text.startsWith('/')
      ? measure(embeddedText, this.how)
      : overhead + this.layout.ruler.count(place);
    const range = this.document.verbatim
      ? place
      : { start: kept[0]!.block.start, end: kept.at(-1)!.block.end };
    return { headingPath: heading, text, ...range, tokens, embeddedText };
  }

  private prefixOf(path: readonly string[]): ChunkPrefix {
    const key = JSON.stringify(path);
    const known = this.prefixes.get(key);
    if (known) return known;
    const count = (text: string) => measure(text, this.how);
    const made = headingPrefix(this.document.title, path, this.maxTokens / 4, count);
    const prefix = { ...made, overhead: count(`${made.prefix}\n\n`) };
    this.prefixes.set(key, prefix);
    return prefix;
  }
}

/** The headings that all of it stands under. Headings at its beginning count only by what follows. */
function commonPath(touched: readonly LaidBlock[]): readonly string[] {
  const content = touched.findIndex(({ block }) => block.kind !== 'heading');
  const paths =
    content === -1
      ? touched.map(({ block }) => block.headingPath.slice(0, -1))
      : touched.slice(content).map(({ block }) => block.headingPath);
  const [first = [], ...others] = paths;
  const differs = first.findIndex((name, at) => others.some((path) => path[at] !== name));
  return differs === -1 ? first : first.slice(0, differs);
}

/** Whether a block is a heading of the path. */
function isAbove({ kind, headingPath }: LaidBlock['block'], path: readonly string[]): boolean {
  return kind === 'heading' && headingPath.every((name, at) => path[at] === name);
}
