import type { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { searchAttributeTypes } from '../../contracts/names.js';

const { IndexedValueType } = proto.temporal.api.enums.v1;
const valueTypes = {
  KEYWORD: IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
  BOOL: IndexedValueType.INDEXED_VALUE_TYPE_BOOL,
  DOUBLE: IndexedValueType.INDEXED_VALUE_TYPE_DOUBLE,
};

/** Whether the namespace knows all of Holdfast's search attributes. */
export type Registration = { readonly ok: true } | { readonly ok: false; readonly why: string };

type Services = Pick<Connection, 'operatorService' | 'withDeadline'>;
const deadlineMs = 10_000;

/**
 * Adds the search attributes the namespace does not know yet. An unregistered one would fail workflow
 * tasks for ever, so the caller must do without them when this reports `ok: false`.
 */
export async function registerSearchAttributes(
  connection: Services,
  namespace: string,
): Promise<Registration> {
  try {
    return await connection.withDeadline(Date.now() + deadlineMs, async () => {
      const missing = await missingSearchAttributes(connection, namespace);
      if (missing.length > 0) {
        const added = missing.map(
          (name) => [name, valueTypes[searchAttributeTypes[name]]] as const,
        );
        await connection.operatorService.addSearchAttributes({
          namespace,
          searchAttributes: Object.fromEntries(added),
        });
      }
      return { ok: true };
    });
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  }
}

/** Names of Holdfast's search attributes the namespace does not know. */
export async function missingSearchAttributes(
  { operatorService }: Pick<Connection, 'operatorService'>,
  namespace: string,
): Promise<(keyof typeof searchAttributeTypes)[]> {
  const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
  const names = Object.keys(searchAttributeTypes) as (keyof typeof searchAttributeTypes)[];
  return names.filter((name) => !(name in customAttributes));
}
