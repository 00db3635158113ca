/** A stretch of text that a chunk takes whole or not at all. */
export interface Atom {
  /** Offsets into the text; an atom reaches to where the next begins. */
  readonly start: number;
  readonly end: number;
  readonly tokens: number;
  /** How much a cut before it would hurt: 0 before a heading, about 1 within a sentence. */
  readonly breakCost: number;
}

export interface RunSizes {
  /** Smallest chunk that costs nothing. */
  readonly least: number;
  /** Largest allowed; a single atom may exceed it. */
  readonly most: number;
  /** Tokens every chunk has besides its atoms. */
  readonly overhead: number;
}

/**
 * Cuts a run of atoms into chunks at the least total cost of cuts and of chunks that are too small:
 * the shortest path over all places to cut, in time proportional to the run. Returns index ranges.
 */
export function chunkRun(
  atoms: readonly Atom[],
  { least, most, overhead }: RunSizes,
): { readonly first: number; readonly end: number }[] {
  const costs = [0];
  const cuts = [0];
  for (let end = 1; end <= atoms.length; end += 1) {
    let best = Infinity;
    let cut = end - 1;
    let tokens = overhead;
    for (let first = end - 1; first >= 0; first -= 1) {
      const atom = atoms[first]!;
      tokens += atom.tokens;
      if (tokens > most && first < end - 1) break;
      const cost = costs[first]! + lackCost(tokens, least) + (first > 0 ? atom.breakCost : 0);
      if (cost < best) {
        best = cost;
        cut = first;
      }
    }
    costs.push(best);
    cuts.push(cut);
  }
  const ranges = [];
  for (let end = atoms.length; end > 0; end = cuts[end]!)
    ranges.unshift({ first: cuts[end]!, end });
  return ranges;
}

/** More than a cut within a paragraph, and one chunk too small is better than two. */
function lackCost(tokens: number, least: number): number {
  return tokens >= least ? 0 : 2 - tokens / least;
}
