import type { Command } from 'commander';
import { BadInput, type Asked } from '../../client.js';
import type { Answer, QuestionInput } from '../../contracts/answer.js';
import { withHoldfast, type Session } from '../connect.js';
import { messageOf, type ExitCode } from '../exit-code.js';
import { corpusOption, deadlineOption, jsonOption, tenantOption, topKOption } from '../options.js';
import { note, print, printText } from '../print.js';
import { renderAnswer } from '../render/answer.js';
import { autoPaint } from '../render/paint.js';
import { questionFrom, withDeadline, type QuestionOptions } from '../question.js';

interface AskOptions extends QuestionOptions {
  readonly json?: true;
}

/** A question nobody has taken by then deserves a word. */
const takenWithinMs = 5_000;
const untaken =
  'No worker has taken the question yet, waiting for one: start it with "holdfast up" or "holdfast worker"';

const examples = `
Examples:
  holdfast ask "How do I rotate the signing key?"
  holdfast ask "연차는 며칠인가요?" --corpus handbook --deadline 10s
  holdfast ask "What changed in version 3?" --patient     waits through an outage
  holdfast ask "Who approves travel?" --json | jq .citations

Exit code: 0 when answered, and when the documents do not say; 1 when it failed; 2 for bad input.`;

export function addAsk(program: Command): void {
  program
    .command('ask')
    .summary('answer a question from the documents, with citations')
    .description(
      'Answers a question from the documents. Says where each statement stands, and what had to be done without.',
    )
    .argument('<question...>', 'the question')
    .addOption(corpusOption())
    .addOption(topKOption('passages the answer may rest on'))
    .addOption(deadlineOption())
    .option('--patient', 'rather wait for hours than take an answer that lacks something')
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
  if (question.patient)
    note(`Asked; it goes on without us too: holdfast status ${asked.workflowId}`);
  const answer = await whileSayingIfUntaken(asked);
  const { error } = answer;
  if (!json && error?.category === 'client_error') throw new BadInput(error.message);
  if (json) print(JSON.stringify(answer, null, 2));
  else printText(renderAnswer(answer, session.runUrl(asked), autoPaint));
  return exitCodeOf(answer);
}

/** An honest "the documents do not say" is a success; a question that cannot be asked is the asker's. */
function exitCodeOf({ kind, error }: Answer): ExitCode {
  if (kind !== 'failed') return 0;
  return error?.category === 'client_error' ? 2 : 1;
}

async function whileSayingIfUntaken(asked: Asked): Promise<Answer> {
  const timer = setTimeout(() => {
    asked.isTaken().then(
      (taken) => {
        if (!taken) note(untaken);
      },
      (error: unknown) => note(messageOf(error)),
    );
  }, takenWithinMs);
  try {
    return await asked.result();
  } finally {
    clearTimeout(timer);
  }
}
