/** A piece of a document that belongs together: what the chunker joins and, when it must, splits. */
export interface DocumentBlock {
  readonly kind: 'heading' | 'text' | 'list' | 'table' | 'code';
  /** Headings it stands under, outermost first; a heading's own comes last. */
  readonly headingPath: readonly string[];
  readonly text: string;
  /** Offsets into the decoded document, UTF-16 code units. */
  readonly start: number;
  readonly end: number;
}

export interface ParsedDocument {
  readonly title: string;
  /** The decoded document. */
  readonly source: string;
  /** Whether each block's text is `source.slice(start, end)`; in HTML it is extracted instead. */
  readonly verbatim: boolean;
  /** In the order of the document, without overlaps; none is blank. */
  readonly blocks: readonly DocumentBlock[];
}

/** What a parser of one format finds. */
export interface ParsedBlocks {
  readonly title: string | undefined;
  readonly blocks: readonly DocumentBlock[];
}

/** Longer ones are paragraphs that a stray mark made a heading of. */
export const longestHeading = 200;

/** The headings open at some point of a document, as a parser goes through it. */
export class Outline {
  private open: readonly { readonly level: number; readonly heading: string }[] = [];
  private first: string | undefined;

  /** The first heading of level 1. */
  get title(): string | undefined {
    return this.first;
  }

  get path(): readonly string[] {
    return this.open.map(({ heading }) => heading);
  }

  /** Opens a heading, closing those of its level and below; returns the path that ends in it. */
  enter(level: number, heading: string): readonly string[] {
    if (level === 1) this.first ??= heading;
    this.open = [...this.open.filter((other) => other.level < level), { level, heading }];
    return this.path;
  }
}
