import { readFileSync, writeFileSync } from 'node:fs';
import type { z } from 'zod';
import { generatorFields, generatorPrefix } from '../src/config/generator-fields.js';
import { variableMeta } from '../src/config/variable.js';
import { essentialVariables, variableGroups, variables } from '../src/config/variables.js';

/**
 * Tables of the variables as Markdown, from the schema they are read by, between the markers of a file:
 * `<!-- config -->` for all of them, `<!-- config: essential -->` for the few that matter most.
 *
 *   config-table --check FILE ...   fails unless each file is as it would be written
 *   config-table --write FILE ...   writes them
 */
const [option, ...paths] = process.argv.slice(2);

if ((option !== '--check' && option !== '--write') || paths.length === 0) {
  console.error('usage: config-table --check|--write FILE ...');
  process.exitCode = 2;
} else {
  for (const path of paths) {
    const before = readFileSync(path, 'utf8');
    const after = withTables(before, path);
    if (option === '--write') writeFileSync(path, after);
    else if (before !== after) {
      console.error(`The configuration table in ${path} is out of date: npm run docs`);
      process.exitCode = 1;
    }
  }
}

function withTables(document: string, file: string): string {
  const marked = /(<!-- config(: essential)? -->\n)[^]*?(\n<!-- \/config -->)/;
  const [, start, essential, end] =
    marked.exec(document) ?? fail(`${file} is missing <!-- config --> … <!-- /config -->`);
  const tables = essential ? essentialTable() : allTables();
  const text = `<!-- prettier-ignore-start -->\n\n${tables}\n\n<!-- prettier-ignore-end -->`;
  return document.replace(marked, () => `${start}${text}${end}`);
}

function essentialTable(): string {
  return table(essentialVariables.map((name) => [name, variables.shape[name]]));
}

function allTables(): string {
  const single = Object.entries(generatorFields).map(
    ([field, schema]) => [`${generatorPrefix}<NAME>_${field}`, schema] as const,
  );
  return Object.entries(variableGroups)
    .flatMap(([group, shapes]) => {
      const shared = `**${group}**\n\n${table(Object.entries(shapes))}`;
      return group === 'Generators' ? [shared, `**One generator**\n\n${table(single)}`] : [shared];
    })
    .join('\n\n');
}

function table(entries: readonly (readonly [string, z.ZodType])[]): string {
  const rows = entries.map(([name, schema]) => {
    const { fallback, meaning } = variableMeta.get(schema)!;
    return row(`\`${name}\``, fallback === undefined ? '' : `\`${fallback}\``, meaning);
  });
  return [row('variable', 'default', 'meaning'), '| --- | --- | --- |', ...rows].join('\n');
}

function fail(message: string): never {
  throw new Error(message);
}

function row(...cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
