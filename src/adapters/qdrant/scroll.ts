import type { Schemas } from '@qdrant/js-client-rest';
import type { QdrantConnection } from './connection.js';

export interface ScrollRequest {
  readonly operation: string;
  readonly collection: string;
  readonly filter: Schemas['Filter'];
  readonly payload: Schemas['WithPayloadInterface'];
  readonly vectors?: readonly string[];
  readonly pageSize: number;
}

type Point = Schemas['Record'];

/** All matching points in the order of their ids, page by page. */
export async function* scrollPages(
  { read }: QdrantConnection,
  { operation, collection, filter, payload, vectors, pageSize }: ScrollRequest,
  signal: AbortSignal,
): AsyncGenerator<readonly Point[]> {
  let offset: Schemas['ScrollRequest']['offset'];
  do {
    const request: Schemas['ScrollRequest'] = {
      filter,
      limit: pageSize,
      with_payload: payload,
      with_vector: vectors ? [...vectors] : false,
      ...(offset !== undefined && { offset }),
    };
    const page = await read(operation, collection, signal, (api, init) =>
      api.scrollPoints({ collection_name: collection, ...request }, init),
    );
    yield page.points;
    offset = page.next_page_offset ?? undefined;
  } while (offset !== undefined);
}

/** All matching points at once, for sets known to be small. */
export async function scrollAll(
  connection: QdrantConnection,
  request: ScrollRequest,
  signal: AbortSignal,
): Promise<Point[]> {
  const points: Point[] = [];
  for await (const page of scrollPages(connection, request, signal)) points.push(...page);
  return points;
}
