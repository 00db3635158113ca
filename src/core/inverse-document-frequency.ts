/**
 * How rare a term is among `documents` of which `containing` have it, in Qdrant's formula (its
 * `idf` modifier, compared with the server to six digits): ln(1 + (N - n + 0.5) / (n + 0.5)).
 */
export function inverseDocumentFrequency(documents: number, containing: number): number {
  const known = Math.min(containing, documents);
  return Math.log(1 + (documents - known + 0.5) / (known + 0.5));
}
