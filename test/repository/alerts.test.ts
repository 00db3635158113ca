import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { metrics, type Metric } from '../../src/contracts/metrics.js';
import { readComposeFile } from './compose-file.js';
import { repositoryRoot } from './repository-root.js';

const textOf = (file: string) => readFile(join(repositoryRoot, file), 'utf8');

const rule = z.strictObject({
  alert: z.string().regex(/^Holdfast[A-Z]\w+$/),
  expr: z.string(),
  for: z
    .string()
    .regex(/^\d+[mh]$/)
    .optional(),
  labels: z.strictObject({ severity: z.enum(['info', 'warning', 'critical']) }),
  annotations: z.strictObject({ summary: z.string().min(20), runbook: z.string() }),
});
const ruleFile = z.strictObject({
  groups: z.array(z.strictObject({ name: z.string(), rules: z.array(rule).min(1) })).min(1),
});

const { groups } = ruleFile.parse(parse(await textOf('ops/alerts.yml')));
const rules = groups.flatMap((group) => group.rules).map((one) => [one.alert, one] as const);
const operations = await textOf('docs/operations.md');

/** What Prometheus puts on every target. */
const ofPrometheus = { metric: 'up', labels: ['job', 'instance'] };
/** Of the SDK's own metrics, those the rules ask for: test/observability sees them served. */
const ofTemporal: Family = {
  name: 'temporal_num_pollers',
  type: 'gauge',
  labels: ['task_queue', 'poller_type'],
};
const families = new Map(
  [...Object.values<Family>(metrics), ofTemporal].map((metric) => [metric.name, metric]),
);

/** What of a metric an expression has to get right. */
type Family = Pick<Metric, 'name' | 'type'> & { readonly labels: readonly string[] };

interface Selector {
  readonly name: string;
  readonly family: Family | undefined;
  /** Labels it is selected by. */
  readonly labels: readonly string[];
}

/** Every series an expression names. Of a histogram, the series it is made of. */
function selectorsOf(expr: string): readonly Selector[] {
  return [...expr.matchAll(/\b((?:holdfast|temporal)_\w+|up)\b(?:\{([^}]*)\})?/g)].map(
    ([, name = '', matchers = '']) => {
      const histogram = families.get(name.replace(/_(bucket|sum|count)$/, ''));
      const family = histogram?.type === 'histogram' ? histogram : families.get(name);
      const labels = [...matchers.matchAll(/(\w+)\s*[=!]/g)].map(([, label = '']) => label);
      return { name, family, labels };
    },
  );
}

describe('the alert rules', () => {
  it('have one name each', () => {
    expect(new Set(rules.map(([name]) => name)).size).toBe(rules.length);
  });

  it.each(rules)('%s asks for metrics a worker serves, by labels they have', (_name, { expr }) => {
    const selectors = selectorsOf(expr);
    expect(selectors.length).toBeGreaterThan(0);
    for (const { name, family, labels } of selectors) {
      if (name === ofPrometheus.metric) continue;
      expect(family, name).toBeDefined();
      const isSeries = /_(bucket|sum|count)$/.test(name);
      expect(isSeries, name).toBe(family?.type === 'histogram');
      expect(labels.filter((label) => !family?.labels.includes(label))).toEqual([]);
    }
  });

  it.each(rules)(
    '%s groups by, and tells, labels that are there',
    (_name, { expr, annotations }) => {
      const known = new Set([
        ...selectorsOf(expr).flatMap(({ family }) => family?.labels ?? []),
        ...ofPrometheus.labels,
        'le',
      ] as string[]);
      const grouped = [...expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, names = '']) =>
        names.split(',').map((name) => name.trim()),
      );
      const told = [...annotations.summary.matchAll(/\$labels\.(\w+)/g)].map(
        ([, name = '']) => name,
      );
      expect([...grouped, ...told].filter((name) => !known.has(name))).toEqual([]);
      // What an aggregation drops cannot be told.
      if (/\b(sum|max|min)\b/.test(expr)) {
        expect(told.filter((name) => !grouped.includes(name))).toEqual([]);
      }
    },
  );

  it.each(rules)('%s is explained where it says', (name, { annotations }) => {
    const anchor = name.toLowerCase();
    expect(annotations.runbook).toBe(`docs/operations.md#${anchor}`);
    expect(operations).toMatch(new RegExp(`^### ${name}$`, 'm'));
  });

  it('are all that is explained', () => {
    const explained = [...operations.matchAll(/^### (Holdfast\w+)$/gm)].map(([, name]) => name);
    expect(explained).toEqual(rules.map(([name]) => name));
  });
});

describe('Prometheus of docker compose', () => {
  it('reads the alert rules and scrapes the port the worker serves', async () => {
    const { rule_files, scrape_configs } = z
      .object({
        rule_files: z.array(z.string()),
        scrape_configs: z.array(
          z.object({
            job_name: z.string(),
            dns_sd_configs: z.array(z.object({ names: z.array(z.string()), port: z.int() })),
          }),
        ),
      })
      .parse(parse(await textOf('ops/prometheus.yml')));
    const { services } = await readComposeFile();
    const address = services['worker']?.environment['HOLDFAST_METRICS_ADDRESS'] ?? '';
    expect(rule_files).toEqual(['alerts.yml']);
    expect(services['prometheus']?.volumes).toContain('./ops:/etc/prometheus:ro');
    expect(scrape_configs).toEqual([
      {
        job_name: 'holdfast',
        dns_sd_configs: [{ names: ['worker'], port: Number(address.split(':')[1]) }],
      },
      {
        job_name: 'holdfast-ingestion',
        dns_sd_configs: [{ names: ['ingester'], port: Number(address.split(':')[1]) }],
      },
    ]);
  });
});

describe('the table of metrics', () => {
  it('holds every metric with its labels and what it says', () => {
    const rows = Object.values<Metric>(metrics).map(({ name, labels, help }) => {
      const listed = labels.map((label) => `\`${label}\``).join(', ');
      return `| \`${name}\` | ${listed} | ${help} |`;
    });
    const inPage = operations.split('\n').filter((line) => line.startsWith('| `holdfast_'));
    expect(inPage).toEqual(rows);
  });
});
