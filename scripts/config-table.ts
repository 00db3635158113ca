import { readFileSync, writeFileSync } from 'node:fs';
import { variableMeta } from '../src/config/variable.js';
import { variableGroups } from '../src/config/variables.js';

/**
 * The table of all variables, as Markdown, from the schema they are read by.
 *
 *   config-table                     prints it
 *   config-table --check README.md   fails unless it stands between the markers of that file
 *   config-table --write README.md   puts it there
 */
const [option, path] = process.argv.slice(2);
const markers = { start: '<!-- config -->', end: '<!-- /config -->' };

if (option === undefined) {
  console.log(configTables());
} else if ((option === '--check' || option === '--write') && path !== undefined) {
  const before = readFileSync(path, 'utf8');
  const after = withTables(before, path);
  if (option === '--write') writeFileSync(path, after);
  else if (before !== after) {
    console.error(
      `The configuration table in ${path} is out of date: write it with --write ${path}`,
    );
    process.exitCode = 1;
  }
} else {
  console.error('usage: config-table [--check FILE | --write FILE]');
  process.exitCode = 2;
}

function withTables(document: string, file: string): string {
  const start = document.indexOf(markers.start);
  const end = document.indexOf(markers.end, start);
  if (start < 0 || end < 0) throw new Error(`${file} is missing ${markers.start} … ${markers.end}`);
  const before = document.slice(0, start + markers.start.length);
  return `${before}\n${configTables()}\n${document.slice(end)}`;
}

function configTables(): string {
  const tables = Object.entries(variableGroups).map(([group, variables]) => {
    const rows = Object.entries(variables).map(([name, schema]) => {
      const { fallback, meaning } = variableMeta.get(schema)!;
      const shown = fallback === undefined ? '' : `\`${fallback}\``;
      return row(`\`${name}\``, shown, meaning);
    });
    return [
      `**${group}**`,
      '',
      row('variable', 'default', 'meaning'),
      '| --- | --- | --- |',
      ...rows,
    ];
  });
  const text = tables.map((lines) => lines.join('\n')).join('\n\n');
  return `<!-- prettier-ignore-start -->\n\n${text}\n\n<!-- prettier-ignore-end -->`;
}

function row(...cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
