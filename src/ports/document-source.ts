/** A document found under a root. `path` is relative to the root, with "/" between its parts. */
export interface FoundDocument {
  readonly path: string;
  readonly bytes: number;
}

/** Where documents come from. */
export interface DocumentSource {
  /**
   * Every readable document under the root, sorted by path; never one that lies outside it.
   * Throws PortError (`not_found`) when the root cannot be read: missing is not deleted.
   */
  list(root: string, signal: AbortSignal): Promise<readonly FoundDocument[]>;
  /** Bytes of one document. Throws PortError (`not_found` when gone, `bad_request` when outside the root). */
  read(root: string, path: string, signal: AbortSignal): Promise<Uint8Array>;
}
