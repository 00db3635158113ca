// The house: imports point down, never up, never across, never round.
const floors = [
  'contracts',
  'core',
  'ports',
  'workflows|activities|adapters',
  'config',
  'worker|client',
  'cli|server|stack|commands',
];
const on = (names) => `^src/(?:${names})(?:/|\\.ts$)`;
const npm = (names) => `(?:^|/)node_modules/(?:@types/)?(?:${names})/`;
const rule = (name, from, to) => ({ name, severity: 'error', from, to });

/** A floor that sees these packages and nothing else from outside, Node's own modules included. */
const packages = (floor, ...allowed) =>
  rule(
    `${floor}-packages`,
    { path: on(floor) },
    { pathNot: ['^src/', ...allowed], couldNotResolve: false },
  );

const entryPoints =
  '^src/(?:cli|cli/ingestion-process|client|server|worker|workflows/index|adapters/threads/cutting-thread)\\.ts$';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...floors
      .slice(0, -1)
      .map((floor, level) =>
        rule(
          `no-stairs-up-from-${floor.replaceAll('|', '-')}`,
          { path: on(floor) },
          { path: floors.slice(level + 1).map(on) },
        ),
      ),
    rule(
      'no-doors-across',
      { path: '^src/(workflows|activities|adapters)/' },
      { path: on('workflows|activities|adapters'), pathNot: '^src/$1/' },
    ),
    rule('no-cycles', {}, { circular: true }),
    rule(
      'no-dead-ends',
      { path: entryPoints },
      { path: '^src/', pathNot: [entryPoints, '\\.d\\.ts$'], reachable: false },
    ),
    rule(
      'no-outbuildings',
      {},
      {
        pathNot: [on(floors.join('|')), npm('.+')],
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
      npm('gpt-tokenizer|snowball-stemmers|uuid'),
      npm('markdown-it|unified|rehype-parse|hast|unist'),
    ),
    packages('ports'),
    packages('workflows', npm('@temporalio/(?:workflow|common)')),
    packages('activities', npm('@temporalio/(?:activity|common)|quick-lru|zod'), '^crypto$'),
    rule('workflows-skip-ports', { path: on('workflows') }, { path: on('ports') }),
    rule(
      'vendors-know-no-temporal',
      { path: on('adapters'), pathNot: '^src/adapters/temporal/' },
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
