const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;
type Unit = keyof typeof unitMs;

const onePart = /(\d+(?:\.\d+)?)(ms|s|m|h|d)/gy;

/**
 * Milliseconds of '500ms', '30s', '2m', '1h', '7d', compounds as '1m30s', or a bare number of
 * milliseconds. Null when it is none of these; never negative.
 */
export function parseDuration(text: string): number | null {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed);
  let total = 0;
  let end = 0;
  for (const [part, amount, unit] of trimmed.matchAll(onePart)) {
    total += Number(amount) * unitMs[unit as Unit];
    end += part.length;
  }
  return end > 0 && end === trimmed.length ? total : null;
}
