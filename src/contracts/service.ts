/** Timeouts and attempts of one stage, milliseconds. */
export interface StagePolicy {
  readonly attemptMs: number;
  readonly attempts: number;
  readonly backoffMs: number;
  readonly maxBackoffMs: number;
  /** The most the stage may take of a question, all attempts together. */
  readonly budgetMs: number;
}

/** A dependency as workflows see it: where its calls are made, and the circuits they stand behind. */
export interface Service {
  readonly provider: string;
  readonly model: string;
  readonly queue: string;
  readonly circuits: readonly string[];
}
