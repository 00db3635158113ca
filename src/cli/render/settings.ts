import type { Setting } from '../../config/settings.js';
import { shortened, table } from './layout.js';
import type { Paint } from './paint.js';

const valueWidth = 100;

/** Variables by topic: what is set stands out from the defaults. */
export function renderSettings(settings: readonly Setting[], paint: Paint): string {
  const rows = settings.map(({ variable, value, origin }) => [
    origin === 'default' ? variable : paint.bold(variable),
    value === null ? paint.dim('–') : shortened(value, valueWidth),
    origin === 'default' ? paint.dim(origin) : origin,
  ]);
  const lines = table(['variable', 'value', 'from'], rows, paint).split('\n');
  const [titles = '', ...body] = lines;
  const withGroups = settings.flatMap(({ group }, row) => {
    const first = settings[row - 1]?.group !== group;
    return [...(first ? ['', paint.underline(group)] : []), body[row] ?? ''];
  });
  return [titles, ...withGroups].join('\n');
}
