import type { SourceRef } from '../contracts/ingest.js';
import { uuidV5 } from './uuid-v5.js';

/** Namespace of Holdfast's passage ids (RFC 9562, version 5). Changing it renames every passage. */
const passageNamespace = '5b1f6f0e-3d0c-4c53-9a53-0f6f7a2f8f11';

export interface PassageIdentity extends SourceRef {
  readonly document: string;
  /** The exact text that is embedded. */
  readonly embeddedText: string;
  /** 0 for the first passage of the document with this text, 1 for the second … */
  readonly occurrence: number;
}

/**
 * The same text of the same document always has the same id, wherever it stands: an insertion
 * above it changes nothing, so nothing is embedded again.
 */
export function passageId(identity: PassageIdentity): string {
  const { tenant, corpus, source, document, embeddedText, occurrence } = identity;
  // JSON keeps the parts apart: ("a", "b/c") and ("a/b", "c") stay different names.
  const name = JSON.stringify([tenant, corpus, source, document, embeddedText, occurrence]);
  return uuidV5(name, passageNamespace);
}
