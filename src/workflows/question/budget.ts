/** The time left until a question's deadline, in milliseconds of workflow time. */
export interface Budget {
  readonly remainingMs: () => number;
  readonly elapsedMs: () => number;
  /** What a stage before the last may take: its own budget, at most half of what is left. */
  readonly shareMs: (stageBudgetMs: number) => number;
}

export function startBudget(deadlineMs: number): Budget {
  const startedAt = Date.now();
  const remainingMs = () => startedAt + deadlineMs - Date.now();
  return {
    elapsedMs: () => Date.now() - startedAt,
    remainingMs,
    shareMs: (stageBudgetMs) => Math.min(stageBudgetMs, remainingMs() / 2),
  };
}
