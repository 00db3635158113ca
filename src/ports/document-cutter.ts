import type { CutDocument, WholeDocument } from '../core/cut-document.js';

/** Cuts documents into passages, however large, while the worker goes on with everything else. */
export interface DocumentCutter {
  /** Throws PortError: `cancelled`, or `out_of_memory` where the document is too much for this machine. */
  cut(document: WholeDocument, signal: AbortSignal): Promise<CutDocument>;
}
