// The layers, lowest first: a module imports from its own layer and from those before it.
const layers = [
  'contracts',
  'core',
  'ports',
  'workflows|activities|adapters',
  'config|services',
  'worker|client',
  'cli|stack',
];
const inLayer = (names) => `^src/(?:${names})(?:/|\\.ts$)`;
const npm = (names) => `(?:^|/)node_modules/(?:@types/)?(?:${names})/`;
const rule = (name, from, to) => ({ name, severity: 'error', from, to });

/** A layer that imports these packages and nothing else from outside, Node's own modules included. */
const packages = (layer, ...allowed) =>
  rule(
    `${layer}-packages`,
    { path: inLayer(layer) },
    { pathNot: ['^src/', ...allowed], couldNotResolve: false },
  );

const entryPoints =
  '^src/(?:cli|cli/ingestion-process|client|worker|contracts|workflows/(?:index|payload-converter)|adapters/(?:threads/chunking|sqlite/standby|embedded/encoder)-thread)\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...layers
      .slice(0, -1)
      .map((layer, level) =>
        rule(
          `no-upward-imports-from-${layer.replaceAll('|', '-')}`,
          { path: inLayer(layer) },
          { path: layers.slice(level + 1).map(inLayer) },
        ),
      ),
    rule(
      'no-cross-layer-imports',
      { path: '^src/(workflows|activities|adapters)/' },
      { path: inLayer('workflows|activities|adapters'), pathNot: '^src/$1/' },
    ),
    rule('no-cycles', {}, { circular: true }),
    rule(
      'no-orphans',
      { path: entryPoints },
      { path: '^src/', pathNot: [entryPoints, '\\.d\\.ts$'], reachable: false },
    ),
    rule(
      'no-modules-outside-layers',
      {},
      {
        pathNot: [inLayer(layers.join('|')), npm('.+')],
        dependencyTypesNot: ['core'],
        couldNotResolve: false,
      },
    ),
    rule('no-missing-modules', {}, { couldNotResolve: true }),
    // Types vanish when compiled; anything else must be there after `npm prune --omit=dev`.
    rule(
      'no-development-packages',
      {},
      { dependencyTypes: ['npm-dev', 'npm-no-pkg'], dependencyTypesNot: ['type-only'] },
    ),
    packages('contracts', npm('zod')),
    packages(
      'core',
      npm('gpt-tokenizer|snowball-stemmers'),
      '^crypto$',
      npm('markdown-it|unified|rehype-parse|hast|unist'),
    ),
    packages('ports'),
    packages('workflows', npm('@temporalio/(?:workflow|common)')),
    packages('activities', npm('@temporalio/(?:activity|common)|quick-lru|zod'), '^crypto$'),
    rule('no-ports-in-workflows', { path: inLayer('workflows') }, { path: inLayer('ports') }),
    rule(
      'no-temporal-in-vendor-adapters',
      { path: inLayer('adapters'), pathNot: '^src/adapters/temporal/' },
      { path: npm('@temporalio/[^/]+') },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['types', 'import', 'node', 'default'],
    },
  },
};
