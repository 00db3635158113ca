/** Why a queue is limited, and until when, as the text Temporal keeps beside a limit. */
export interface LimitReason {
  readonly cause: string;
  /** ISO time; null for a limit without an end. */
  readonly until: string | null;
}

const pattern = /^holdfast until (\d{4}-\d\d-\d\dT[\d:.]+Z): (.*)$/s;

export function writeReason({ cause, until }: LimitReason): string {
  return until === null ? cause : `holdfast until ${until}: ${cause}`;
}

/** Reasons that others wrote have no end that we know of. */
export function readReason(reason: string): LimitReason {
  const [, until, cause] = pattern.exec(reason) ?? [];
  return until === undefined || cause === undefined
    ? { cause: reason, until: null }
    : { cause, until };
}

/** Whether it was to end before now, and nobody lifted it. */
export function isStale({ until }: LimitReason, now: number): boolean {
  return until !== null && Date.parse(until) <= now;
}
