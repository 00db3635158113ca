import type { Schemas } from '@qdrant/js-client-rest';
import type { DenseIndex, PassageIndex } from '../../ports/passage-index.js';
import { parseAnswer } from '../shared/parse-answer.js';
import { qdrantCall, type QdrantConnection } from './connection.js';
import { createLexicalSearch } from './lexical-search.js';
import { livePassages, toCandidates } from './hits.js';
import {
  denseVector,
  hitFields,
  passageFields,
  passagePayload,
  toPassage,
} from './passage-payload.js';
import { scrollAll } from './scroll.js';
import { hasId, within } from './tenant-filter.js';

export interface QdrantCollections {
  /** Alias readers use unless a scope names its collection. */
  readonly alias: string;
}

/** Reads passages from Qdrant. */
export function createQdrantPassageIndex(
  connection: QdrantConnection,
  { alias }: QdrantCollections,
): PassageIndex & DenseIndex {
  const searchLexical = createLexicalSearch(connection);
  return {
    searchLexical(scope, terms, limit, signal) {
      const collection = scope.collection ?? alias;
      return searchLexical({ collection, scope, terms, limit }, signal);
    },

    async searchDense(scope, vector, limit, signal) {
      const collection = scope.collection ?? alias;
      const query: Schemas['QueryRequest'] = {
        query: Array.from(vector),
        using: denseVector,
        filter: livePassages(scope),
        limit,
        with_payload: hitFields,
      };
      const { points } = await connection.read('dense search', collection, signal, (api, init) =>
        api.queryPoints({ collection_name: collection, ...query }, init),
      );
      return toCandidates(points, collection);
    },

    async load(scope, ids, signal) {
      if (ids.length === 0) return [];
      const collection = scope.collection ?? alias;
      const request = {
        operation: 'load',
        collection,
        filter: within(scope, [hasId(ids)]),
        payload: passageFields,
        pageSize: ids.length,
      };
      const points = await scrollAll(connection, request, signal);
      return points.map(({ id, payload }) =>
        toPassage(String(id), parseAnswer(passagePayload, payload, qdrantCall('load', collection))),
      );
    },
  };
}
