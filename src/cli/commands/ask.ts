import type { Command } from 'commander';
import { BadInput, type Asked } from '../../client.js';
import type { Answer, QuestionInput } from '../../contracts/answer.js';
import { withHoldfast, type Session } from '../connect.js';
import { messageOf, type ExitCode } from '../exit-code.js';
import { corpusOption, deadlineOption, jsonOption, tenantOption, topKOption } from '../options.js';
import { forDisplay, note, printJson, printText } from '../print.js';
import { renderAnswer } from '../render/results.js';
import { autoPaint } from '../render/paint.js';
import { questionFrom, withDeadline, type QuestionOptions } from '../question.js';

interface AskOptions extends QuestionOptions {
  readonly json?: true;
}

const warnAfterMs = 5_000;
const noWorkerYet =
  'Waiting for a worker: none has picked up the question yet. Start one with "holdfast up" or "holdfast worker".';

const examples = `
Examples:
  holdfast ask "How do I rotate the signing key?"
  holdfast ask "연차는 며칠인가요?" --corpus handbook --deadline 10s
  holdfast ask "What changed in version 3?" --patient     waits for hours through an outage
  holdfast ask "Who approves travel?" --json | jq .citations

Exit code: 0 when answered or when the documents do not contain the answer; 1 on failure; 2 for bad
input.`;

export function addAsk(program: Command): void {
  program
    .command('ask')
    .summary('answer a question from the documents, with citations')
    .description(
      'Answers a question from the documents, with citations, and reports every step that failed.',
    )
    .argument('<question...>', 'the question')
    .addOption(corpusOption())
    .addOption(topKOption('passages to answer from'))
    .addOption(deadlineOption())
    .option('--patient', 'wait for hours through an outage instead of taking a degraded answer')
    .option('--no-cache', 'write a new answer even if there is one in the cache')
    .addOption(jsonOption())
    .addOption(tenantOption())
    .addHelpText('after', examples)
    .action(async (words: string[], options: AskOptions) => {
      const question = questionFrom(words, options);
      process.exitCode = await withHoldfast(options.tenant, (session) =>
        ask(session, question, options.json === true),
      );
    });
}

async function ask(session: Session, question: QuestionInput, json: boolean): Promise<ExitCode> {
  const asked = await session.holdfast.start(withDeadline(question, session.config));
  if (question.patient) {
    note(
      `Question submitted. It keeps running if you exit; check it with: holdfast status ${asked.workflowId}`,
    );
  }
  const answer = await resultWithWarning(asked);
  const { error } = answer;
  if (!json && error?.category === 'client_error') throw new BadInput(error.message);
  if (json) printJson(answer);
  else printText(renderAnswer(forDisplay(answer), session.runUrl(asked), autoPaint));
  return exitCodeOf(answer);
}

/** "I don't know" is a success; an invalid question is the caller's mistake. */
function exitCodeOf({ kind, error }: Answer): ExitCode {
  if (kind !== 'failed') return 0;
  return error?.category === 'client_error' ? 2 : 1;
}

/** Waits for the answer and says so when no worker has started on it after some seconds. */
async function resultWithWarning(asked: Asked): Promise<Answer> {
  const timer = setTimeout(() => {
    asked.isPickedUp().then(
      (pickedUp) => {
        if (!pickedUp) note(noWorkerYet);
      },
      (error: unknown) => note(messageOf(error)),
    );
  }, warnAfterMs);
  try {
    return await asked.result();
  } finally {
    clearTimeout(timer);
  }
}
