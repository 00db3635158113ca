import type { Fault, VendorRoute } from './faults.js';

/** How a request ended. `completed`: the whole response was flushed; `aborted`: the client hung up first. */
export type RequestOutcome = 'inFlight' | 'completed' | 'failed' | 'aborted';

export interface RequestRecord {
  /** Order of arrival, from 1. */
  readonly id: number;
  readonly route: VendorRoute;
  readonly path: string;
  /** Who called, of those that were given an address of their own. */
  readonly caller?: string | undefined;
  readonly model: string;
  /** Texts to embed, documents to rank, or the one prompt. */
  readonly inputs: readonly string[];
  readonly body: unknown;
  readonly fault: Fault['kind'] | undefined;
  /** How long the caller was told to wait. */
  readonly retryAfterMs: number | undefined;
  /** Wall-clock times of its arrival and of its end. */
  readonly at: number;
  readonly endedAt: number | undefined;
  readonly outcome: RequestOutcome;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

/** Every request the fake vendor saw: the vendor's side of "what was bought, and how often". */
export class CallLog {
  readonly #records: Mutable<RequestRecord>[] = [];
  readonly #waiting = new Set<() => void>();

  get records(): readonly RequestRecord[] {
    return this.#records;
  }

  count(route: VendorRoute, outcome?: RequestOutcome): number {
    return this.#records.filter(
      (record) => record.route === route && (outcome === undefined || record.outcome === outcome),
    ).length;
  }

  /** Each text with how many completed embedding requests it was part of. */
  embeddedTexts(): ReadonlyMap<string, number> {
    const times = new Map<string, number>();
    for (const record of this.#records) {
      if (record.route !== 'embeddings' || record.outcome !== 'completed') continue;
      for (const text of record.inputs) times.set(text, (times.get(text) ?? 0) + 1);
    }
    return times;
  }

  /** Resolves as soon as the predicate holds; checked at every change. Rejects with the log in its message. */
  waitFor(predicate: (calls: CallLog) => boolean, timeoutMs = 20_000): Promise<void> {
    return new Promise((resolve, reject) => {
      const finish = (settle: () => void): void => {
        clearTimeout(timer);
        this.#waiting.delete(check);
        settle();
      };
      const check = (): void => {
        if (predicate(this)) finish(resolve);
      };
      const timer = setTimeout(() => {
        finish(() => reject(new Error(`not seen within ${timeoutMs} ms; ${this.#summary()}`)));
      }, timeoutMs);
      this.#waiting.add(check);
      check();
    });
  }

  /** Records an arrival. */
  open(arrival: Omit<RequestRecord, 'id' | 'at' | 'endedAt' | 'outcome' | 'usage'>): RequestRecord {
    const record: Mutable<RequestRecord> = {
      ...arrival,
      id: this.#records.length + 1,
      at: Date.now(),
      endedAt: undefined,
      outcome: 'inFlight',
      usage: { inputTokens: 0, outputTokens: 0 },
    };
    this.#records.push(record);
    this.#changed();
    return record;
  }

  /** Records how it ended; only the first call counts. */
  settle(id: number, outcome: RequestOutcome, usage?: RequestRecord['usage']): void {
    const record = this.#records[id - 1];
    if (record?.outcome !== 'inFlight') return;
    record.outcome = outcome;
    record.endedAt = Date.now();
    if (usage && outcome === 'completed') record.usage = usage;
    this.#changed();
  }

  #changed(): void {
    for (const check of [...this.#waiting]) check();
  }

  #summary(): string {
    const lines = this.#records.map(
      ({ id, route, outcome, fault }) => `${id} ${route} ${outcome}${fault ? ` (${fault})` : ''}`,
    );
    return `requests: ${lines.join(', ') || 'none'}`;
  }
}
