/** What stands in a document's place; too much of it is not read. */
export type FoundBytes =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'too_large'; readonly size: number };

/** Where a tenant's documents are. */
export interface DocumentRoot {
  readonly tenant: string;
  readonly root: string;
}

/** Where documents come from. */
export interface DocumentSource {
  /**
   * The paths of all documents under the root, relative to it, with "/" between their parts, sorted;
   * those that cannot be read and links that may not be followed are among them. Throws PortError:
   * `not_found` when the root cannot be read, since missing is not deleted; `bad_request` when the
   * tenant has no right to it.
   */
  list(at: DocumentRoot, signal: AbortSignal): Promise<readonly string[]>;
  /**
   * Bytes of one document, if they are not more than `mostBytes`. Throws PortError (`not_found` when
   * gone, `bad_request` when outside the root).
   */
  read(at: DocumentRoot, path: string, mostBytes: number, signal: AbortSignal): Promise<FoundBytes>;
}
