/** A moment as the caller's clock and dice have it: reducers own neither. */
export interface Clock {
  readonly now: number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
}
