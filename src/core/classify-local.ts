import type { Rule } from './classify-rule.js';
import { outcomes } from './outcome.js';

/**
 * Our own machine giving out, whatever it was doing: disk, memory, file handles. The numbers are
 * SQLite's primary result codes, https://www.sqlite.org/rescode.html
 */
export const resourceRules: readonly Rule[] = [
  { codes: ['ENOSPC', 'EDQUOT', 'SQLITE_13'], outcome: outcomes.diskFull },
  {
    codes: ['ENOMEM', 'ERR_WORKER_OUT_OF_MEMORY', 'SQLITE_7'],
    outcome: outcomes.outOfMemory,
  },
  {
    status: 'none',
    says: /heap out of memory|array buffer allocation failed/i,
    outcome: outcomes.outOfMemory,
  },
  { codes: ['EMFILE', 'ENFILE', 'EBUSY', 'SQLITE_5', 'SQLITE_6'], outcome: outcomes.busy },
];

/** Files and input of our own. */
export const localRules: readonly Rule[] = [
  { codes: ['ENOENT', 'ENOTDIR', 'EACCES', 'EPERM'], outcome: outcomes.notFound },
  { codes: ['EISDIR', 'ELOOP', 'ENAMETOOLONG'], outcome: outcomes.badInput },
  { names: ['ZodError', '$ZodError'], outcome: outcomes.badInput },
];
