/** What stands in a document's place; too much of it is not read. */
export type FoundBytes =
  | { readonly kind: 'read'; readonly bytes: Uint8Array }
  | { readonly kind: 'too_large'; readonly size: number };

/** Where documents come from. */
export interface DocumentSource {
  /**
   * The paths of all documents under the root, relative to it, with "/" between their parts, sorted;
   * those that cannot be read and links that lead nowhere or out of the root are among them.
   * Throws PortError (`not_found`) when the root cannot be read: missing is not deleted.
   */
  list(root: string, signal: AbortSignal): Promise<readonly string[]>;
  /**
   * Bytes of one document, if they are not more than `mostBytes`. Throws PortError (`not_found` when
   * gone, `bad_request` when outside the root).
   */
  read(root: string, path: string, mostBytes: number, signal: AbortSignal): Promise<FoundBytes>;
}
