import { openStandbyDatabase } from '../../../src/adapters/sqlite/database.js';
import { createStandby } from '../../../src/adapters/sqlite/standby.js';
import { directCalls } from '../../../src/adapters/sqlite/standby-operations.js';
import { syncStandby } from '../../../src/adapters/sqlite/sync.js';
import { queryTerms } from '../../../src/core/query-terms.js';
import { churnCommits, churningIndex } from './sample-index.js';

/** A worker as the standby sees it: follows an index under churn, and searches. */
const standby = createStandby(directCalls(openStandbyDatabase(process.argv[2] ?? '')));
const scope = { tenant: 'acme', corpus: 'handbook' };
const { signal } = new AbortController();
for (let commits = 1; commits <= churnCommits; commits++) {
  const { manifest, store, collection } = churningIndex(commits);
  await syncStandby({ manifest, store, standby, collection, signal });
  await standby.searchLexical(scope, queryTerms('pump part'), 20, signal);
}
