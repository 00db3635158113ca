import type { PortError } from '../../../src/ports/port-error.js';
import type { Player } from '../play.js';

/** What the servers of the world are known to send, by the kind of exchange. */
export const exchanges = ['chat', 'stream', 'embeddings', 'rerank', 'errors'] as const;

/** One way in which one server answers, and what an adapter is to make of it. */
export interface DialectCase {
  /** Whose way it is. */
  readonly server: string;
  readonly exchange: (typeof exchanges)[number];
  readonly title: string;
  readonly play: Player;
  /** An answer, or what the PortError says. */
  readonly expected: 'answer' | Partial<Pick<PortError, 'reason' | 'circuit' | 'retryAfterMs'>>;
  /** Requests it takes, where not one. */
  readonly requests?: number;
}

/** The words in which every played generator answers. */
export const answerText = 'The pump is serviced every spring by the works team. [2]';
