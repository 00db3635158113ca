/** A token is a word with the space before it. */
export function splitTokens(text: string): string[] {
  return text.match(/\s*\S+/gu) ?? [];
}

/** The first `limit` tokens, and whether that left any out. */
export function limitTokens(
  tokens: readonly string[],
  limit: number | undefined,
): { readonly tokens: string[]; readonly cut: boolean } {
  const kept = tokens.slice(0, limit);
  return { tokens: kept, cut: kept.length < tokens.length };
}
