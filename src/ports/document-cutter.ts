import type { CutDocument, WholeDocument } from '../core/cut-document.js';

/** Cuts documents into passages, however large, while the worker goes on with everything else. */
export interface DocumentCutter {
  /** Throws PortError: `cancelled`, `timeout`, or what went wrong with the cutting itself. */
  cut(document: WholeDocument, signal: AbortSignal): Promise<CutDocument>;
}
