/** A limit set over the one that the workers of a task queue configure. */
export interface QueueLimit {
  /** Requests per second of the whole cluster; 0 pauses the queue. */
  readonly perSecond: number;
  readonly cause: string;
  /** ISO time after which any worker may lift it; null for a limit set by a person. */
  readonly until: string | null;
}

/** Limits of task queues. They outlast the process that set them. Every call throws PortError. */
export interface QueueLimits {
  /** Null when the queue has only its workers' limit. */
  read(queue: string, signal: AbortSignal): Promise<QueueLimit | null>;
  /** Null lifts it. */
  write(queue: string, limit: QueueLimit | null, signal: AbortSignal): Promise<void>;
}
