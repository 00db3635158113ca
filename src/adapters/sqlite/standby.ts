import { cachedAnswer } from '../../contracts/answer.js';
import type { AnswerCache } from '../../ports/answer-cache.js';
import type { SourceRecord } from '../../ports/manifest.js';
import type { Standby as StandbyPort } from '../../ports/standby.js';
import { toPortError } from '../shared/to-port-error.js';
import type { Copy } from './copies.js';
import type { CopiedDocument } from './copy-contents.js';
import { standbyCall } from './database.js';
import type { StandbyCall } from './standby-operations.js';

/** The live passages on this machine's own disk: searches work while the vector database is away. */
export interface Standby extends StandbyPort {
  /** Cached answers in the same file. The copying deletes those of a corpus that lost a document. */
  readonly answers: AnswerCache;
  /** The exclusive right to write to it; null while another process holds it. Ends with `release`, or after 30 s of silence. */
  acquireWriter(): Promise<StandbyWriter | null>;
}

/** The steps of `syncStandby`, under one lease. */
export interface StandbyWriter {
  plan(collection: string, sources: readonly SourceRecord[]): Promise<readonly Copy[] | false>;
  replace(copy: Copy, documents: readonly CopiedDocument[]): Promise<boolean>;
  advance(copy: Copy, mark: number): Promise<boolean>;
  publish(collection: string, syncedAt: string): Promise<boolean>;
  purge(): Promise<boolean>;
  release(): Promise<void>;
}

export function createStandby(call: StandbyCall): Standby {
  return {
    answers: {
      async find(owner, questionKey) {
        const json = await call('findAnswer', owner, questionKey);
        return json === null ? null : (cachedAnswer.safeParse(JSON.parse(json)).data ?? null);
      },
      save: (owner, questionKey, answer) => call('saveAnswer', owner, questionKey, answer),
      forget: (owner) => call('forgetAnswers', owner),
    },
    async searchLexical(scope, terms, limit, signal) {
      return unlessAborted('search', signal, () => call('search', scope, terms, limit));
    },
    async load(scope, ids, signal) {
      return unlessAborted('load', signal, () => call('load', scope, ids));
    },
    state: (scope) => call('state', scope),
    async acquireWriter() {
      const lease = await call('acquire');
      if (lease === null) return null;
      return {
        plan: (collection, sources) => call('plan', lease, collection, sources),
        replace: (copy, documents) => call('replace', lease, copy, documents),
        advance: (copy, mark) => call('advance', lease, copy, mark),
        publish: (collection, syncedAt) => call('publish', lease, collection, syncedAt),
        purge: () => call('purge', lease),
        release: () => call('release', lease),
      };
    },
  };
}

/** Does not wait for a call longer than its caller would. */
function unlessAborted<Result>(
  operation: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(toPortError(signal.reason, standbyCall(operation), signal));
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', abort));
  });
}
