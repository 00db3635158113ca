import { MIN_COVERAGE } from '../core/coverage.js';
import {
  address,
  bytes,
  deadline,
  duration,
  fraction,
  listenAddress,
  name,
  onOff,
  oneOf,
  proxyAddress,
  roots,
  secret,
  secretAddress,
  text,
} from './formats.js';
import { optional, optionalSecret, withDefault } from './variable.js';

/** Those of Temporal's standard variables that we read too; the SDK reads these and all others. */
export const temporalVariables = {
  TEMPORAL_ADDRESS: optional(
    text,
    'Host and port of Temporal. Unset: the stack Holdfast started itself',
  ),
  TEMPORAL_NAMESPACE: optional(text, 'Namespace. Unset: that of the profile, else `default`'),
  TEMPORAL_API_KEY: optionalSecret(
    secret,
    'API key; implies TLS. All other `TEMPORAL_*` variables of Temporal’s clients (TLS certificates, profiles) work as well',
  ),
};

export const storageVariables = {
  QDRANT_URL: optional(address, 'Address of Qdrant. Unset: the stack Holdfast started itself'),
  QDRANT_API_KEY: optionalSecret(secret, 'API key of Qdrant'),
  HOLDFAST_COLLECTION: withDefault(
    name,
    'production_docs',
    'Alias under which the passages are found; the collections behind it carry its name',
  ),
  HOLDFAST_DATA_DIR: withDefault(
    text,
    '.holdfast',
    'Folder for the lexical standby, for vectors not stored yet and for the local stack',
  ),
  HOLDFAST_TENANT: withDefault(name, 'default', 'Tenant of commands that name none'),
  HOLDFAST_ROOTS: optional(
    roots,
    'Folders that documents may be ingested from, by tenant, as JSON: `{"acme": ["/srv/acme"], "*": ["/srv/shared"]}`; `*` is for tenants not named. Unset: whatever the worker may read',
  ),
  HOLDFAST_MAX_DOCUMENT_BYTES: withDefault(bytes, '10 MB', 'Larger documents are quarantined'),
  HOLDFAST_INGEST_PARK: withDefault(
    duration,
    '15s',
    'First wait of an ingestion before it tries a failed step again; it then doubles up to 10 minutes',
  ),
};

export const answerVariables = {
  HOLDFAST_DEADLINE: withDefault(
    deadline,
    '30s',
    'Time a question has from when a worker takes it up, unless it asks for another',
  ),
  HOLDFAST_STALE_GRACE: withDefault(
    duration,
    '60s',
    'How much longer than `HOLDFAST_DEADLINE` replaced and removed passages are kept, for questions that have found them',
  ),
  HOLDFAST_QUEUE_WAIT: withDefault(
    duration,
    '2s',
    'Longest wait of a step for a worker or a rate limit, before the question continues without it',
  ),
  HOLDFAST_MIN_COVERAGE: withDefault(
    fraction,
    String(MIN_COVERAGE),
    'Share of the question’s words, weighted by rarity, that the best passage must hold for an answer',
  ),
  HOLDFAST_DENSE_WEIGHT: withDefault(
    fraction,
    '0.4',
    'Weight of dense search; the rest is that of lexical search',
  ),
  HOLDFAST_PATIENT_PAUSE: withDefault(
    duration,
    '15s',
    'How long a patient question waits before its second attempt; the wait then doubles',
  ),
  HOLDFAST_CACHE: withDefault(
    onOff,
    'on',
    '`on` or `off`: whether the same question about unchanged documents gets a cached answer',
  ),
  HOLDFAST_CACHE_MAX_AGE: withDefault(
    duration,
    '24h',
    'Older cached answers are used only when no search is possible, and marked',
  ),
};

/** As curl and most other programs read them, in lower case too. */
export const proxyVariables = {
  HTTP_PROXY: optionalSecret(
    proxyAddress,
    'Proxy for vendors’ servers at http:// addresses. Qdrant, Temporal and servers on this machine are reached directly',
  ),
  HTTPS_PROXY: optionalSecret(proxyAddress, 'The same for https:// addresses'),
  NO_PROXY: optional(text, 'Hosts reached without a proxy, separated by commas; `*` for all'),
};

export const operationsVariables = {
  HOLDFAST_WORK: withDefault(
    oneOf(['all', 'questions', 'ingestion']),
    'all',
    '`all`, `questions` or `ingestion`: what a worker does. Ingestions with workers of their own do not slow questions down; `holdfast up` starts one of each',
  ),
  HOLDFAST_METRICS_ADDRESS: withDefault(
    listenAddress,
    '127.0.0.1:9464',
    'Where each worker serves its metrics to Prometheus; where that port is taken, on another one, as it says. `off`: nowhere',
  ),
  HOLDFAST_WEBHOOK_URL: optionalSecret(
    secretAddress,
    'Where to send alerts, as Slack’s incoming webhooks take them. Unset: only to the log',
  ),
};
