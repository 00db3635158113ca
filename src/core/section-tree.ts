import type { DocumentBlock } from './document-block.js';

/** A heading with all that stands under it, as indexes into the blocks of a document. */
export interface Section {
  readonly headingPath: readonly string[];
  /** The heading itself; at the root, which has none, the first block. */
  readonly first: number;
  /** Where its own text begins, and where that ends and its subsections begin. */
  readonly body: number;
  bodyEnd: number;
  /** One past its last block. */
  end: number;
  readonly subsections: Section[];
}

/** The outline of a document; the root has an empty heading path. */
export function sectionTree(blocks: readonly DocumentBlock[]): Section {
  const end = blocks.length;
  const section = (headingPath: readonly string[], first: number, body: number): Section => {
    return { headingPath, first, body, bodyEnd: end, end, subsections: [] };
  };
  const root = section([], 0, 0);
  const open = [root];
  blocks.forEach(({ kind, headingPath }, at) => {
    if (kind !== 'heading') return;
    // A path as long as the stack is deep is that of a sibling of the innermost section.
    for (const closed of open.splice(headingPath.length)) {
      closed.end = at;
      closed.bodyEnd = Math.min(closed.bodyEnd, at);
    }
    const parent = open.at(-1) ?? root;
    parent.bodyEnd = Math.min(parent.bodyEnd, at);
    const opened = section(headingPath, at, at + 1);
    parent.subsections.push(opened);
    open.push(opened);
  });
  return root;
}
