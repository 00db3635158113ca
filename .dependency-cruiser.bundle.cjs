// What ends up in the workflow bundle: only imports that survive compilation count here, however far
// away. Schemas, tokenizer and stemmer tables would double its size, and Node's modules fail in it.
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'light-workflow-bundle',
      severity: 'error',
      from: { path: '^src/workflows/' },
      to: {
        pathNot: [
          '^src/(?:workflows|core|contracts)/.+\\.ts$',
          '(?:^|/)node_modules/@temporalio/(?:workflow|common)/',
        ],
        reachable: true,
      },
    },
  ],
  options: {
    tsPreCompilationDeps: false,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
};
