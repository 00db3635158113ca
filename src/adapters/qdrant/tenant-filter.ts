import type { Schemas } from '@qdrant/js-client-rest';
import type { QdrantConnection } from './connection.js';

export type Condition = Schemas['Condition'];

declare const tenantNamed: unique symbol;
/** A filter that names its tenant. Only `within` makes one, so no read or write can leave it out. */
export type TenantFilter = Schemas['Filter'] & { readonly [tenantNamed]: true };

/** Whose points: always one tenant's, mostly one corpus or one source of it. */
export interface Owner {
  readonly tenant: string;
  readonly corpus?: string;
  readonly source?: string;
}

/** The owner's points for which all of `must` and none of `mustNot` holds; other fields of the owner are ignored. */
export function within(
  { tenant, corpus, source }: Owner,
  must: readonly Condition[] = [],
  mustNot: readonly Condition[] = [],
): TenantFilter {
  const filter = {
    must: [
      equals('tenant', tenant),
      ...(corpus === undefined ? [] : [equals('corpus', corpus)]),
      ...(source === undefined ? [] : [equals('source', source)]),
      ...must,
    ],
    ...(mustNot.length > 0 && { must_not: [...mustNot] }),
  } as unknown as TenantFilter;
  requireTenant(filter);
  return filter;
}

/** The only way to delete points: Qdrant takes a filter without conditions for "all of them". */
export async function deleteMatching(
  { write }: QdrantConnection,
  collection: string,
  filter: TenantFilter,
  signal: AbortSignal,
): Promise<void> {
  await write('delete', collection, signal, async (api, init) => {
    requireTenant(filter);
    const where = { collection_name: collection, wait: true, ordering: 'strong' as const };
    return api.deletePoints({ ...where, filter }, init);
  });
}

export function equals(key: string, value: string | number | boolean): Condition {
  return { key, match: { value } };
}

export function anyOf(key: string, values: readonly string[]): Condition {
  return { key, match: { any: [...values] } };
}

export function hasId(ids: readonly string[]): Condition {
  return { has_id: [...ids] };
}

export function isEmpty(key: string): Condition {
  return { is_empty: { key } };
}

/** Throws TypeError, which callers never see: it means a mistake in this adapter. */
function requireTenant(filter: Schemas['Filter']): void {
  const must: unknown = filter.must;
  const named =
    Array.isArray(must) &&
    must.some(
      (condition: { readonly key?: string; readonly match?: { readonly value?: unknown } }) =>
        condition.key === 'tenant' &&
        typeof condition.match?.value === 'string' &&
        condition.match.value !== '',
    );
  if (!named) throw new TypeError('Refused: a filter that names no tenant would touch all of them');
}
