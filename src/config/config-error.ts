/** One variable that cannot be used as it is; the message says what to do about it. */
export interface ConfigProblem {
  readonly variable: string;
  readonly message: string;
}

/** Adds a problem and continues, so that one run reports all of them. */
export type AddProblem = (variable: string, message: string) => void;

/** The configuration cannot be used. Names every variable at fault at once, and shows no secret. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError' as const;

  constructor(readonly problems: readonly ConfigProblem[]) {
    const lines = problems.map(({ variable, message }) => `  ${variable} ${message}`);
    super(['The configuration cannot be used:', ...lines].join('\n'));
  }
}
