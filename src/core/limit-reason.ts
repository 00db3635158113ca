/** Why a queue is limited and until when: the text that Temporal stores with a limit. */
export interface LimitReason {
  readonly cause: string;
  /** ISO time; null for a limit without an end. */
  readonly until: string | null;
}

const pattern = /^holdfast until (\d{4}-\d\d-\d\dT[\d:.]+Z): (.*)$/s;

export function writeReason({ cause, until }: LimitReason): string {
  return until === null ? cause : `holdfast until ${until}: ${cause}`;
}

/** A reason written by anything else has no known end. */
export function readReason(reason: string): LimitReason {
  const [, until, cause] = pattern.exec(reason) ?? [];
  return until === undefined || cause === undefined
    ? { cause: reason, until: null }
    : { cause, until };
}

/** Whether it has expired without being lifted. */
export function isStale({ until }: LimitReason, now: number): boolean {
  return until !== null && Date.parse(until) <= now;
}
