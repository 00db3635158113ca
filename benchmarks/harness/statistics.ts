/** How values spread: the quartiles, the middle one being the median. */
export interface Spread {
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
}

/** Quartiles by linear interpolation between the nearest values. Throws for no values at all. */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new Error('Nothing was measured');
  const sorted = [...values].sort((one, other) => one - other);
  const quantile = (share: number): number => {
    const place = share * (sorted.length - 1);
    const below = sorted[Math.floor(place)]!;
    const above = sorted[Math.ceil(place)]!;
    return below + (above - below) * (place - Math.floor(place));
  };
  return { p25: quantile(0.25), p50: quantile(0.5), p75: quantile(0.75) };
}

/** Quartiles of the ratios of values measured side by side, pair by pair. */
export function ratiosOf(values: readonly number[], others: readonly number[]): Spread {
  if (values.length !== others.length) throw new Error('Ratios are of pairs');
  return spreadOf(values.map((value, at) => value / others[at]!));
}
