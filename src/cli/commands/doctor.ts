import type { Command } from 'commander';
import { loadConfig } from '../../config.js';
import { processEnvironment } from '../../config/process-environment.js';
import { examineBinaries } from '../doctor/examine-binaries.js';
import { examineEncoder } from '../doctor/examine-encoder.js';
import { examineProcess } from '../doctor/examine-process.js';
import { examineQdrant } from '../doctor/examine-qdrant.js';
import { examineTemporal } from '../doctor/examine-temporal.js';
import { jsonOption } from '../options.js';
import { forDisplay, print, printJson } from '../print.js';
import { renderFindings } from '../render/findings.js';
import { autoPaint } from '../render/paint.js';

const examples = `
Looks at Node, the configuration, what "up" would start here, Temporal (search attributes, fairness,
workers, limits set over those of the workers) and Qdrant, and says what to do about what is wrong. Changes nothing.

Examples:
  holdfast doctor
  holdfast doctor --json | jq '.[] | select(.state == "bad")'

Exit code: 0 when all is well, 1 when something is not.`;

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .summary('say what is wrong, and what to do')
    .description('Looks at every part of Holdfast and says what is wrong with it.')
    .addOption(jsonOption())
    .addHelpText('after', examples)
    .action(async (options: { readonly json?: true }) => {
      const config = loadConfig();
      const examined = await Promise.all([
        examineBinaries(config, processEnvironment()),
        examineEncoder(config, processEnvironment()),
        examineTemporal(config),
        examineQdrant(config),
      ]);
      const findings = [...examineProcess(config, process.versions.node), ...examined.flat()];
      if (options.json) printJson(findings);
      else print(renderFindings(forDisplay(findings), autoPaint));
      process.exitCode = findings.some(({ state }) => state === 'bad') ? 1 : 0;
    });
}
