/** The time left until a question's deadline, in milliseconds of workflow time. */
export interface Budget {
  readonly remainingMs: () => number;
  readonly elapsedMs: () => number;
  /** What a stage before the last may take: its own budget, at most half of what is left. */
  readonly shareMs: (stageBudgetMs: number) => number;
}

/** Milliseconds; `startedAt` since the epoch. */
export interface BudgetTime {
  readonly startedAt: number;
  readonly deadlineMs: number;
}

export function startBudget({ startedAt, deadlineMs }: BudgetTime): Budget {
  const remainingMs = () => startedAt + deadlineMs - Date.now();
  return {
    elapsedMs: () => Date.now() - startedAt,
    remainingMs,
    shareMs: (stageBudgetMs) => Math.min(stageBudgetMs, remainingMs() / 2),
  };
}
