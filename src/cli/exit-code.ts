import { WorkflowFailedError, isGrpcServiceError } from '@temporalio/client';
import { CommanderError } from 'commander';
import { BadInput } from '../client.js';
import { ConfigError } from '../config/config-error.js';

/** 0: done. 1: it failed, or something is not running. 2: the command or the configuration is wrong. */
export type ExitCode = 0 | 1 | 2;

/** What a failed command ends with. */
export interface Ending {
  readonly exitCode: ExitCode;
  /** For standard error; absent where it was said already. */
  readonly message?: string;
}

/** Turns whatever a command throws into one message without a stack trace. */
export function endingOf(error: unknown): Ending {
  if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : 2 };
  const isCallers = error instanceof BadInput || error instanceof ConfigError;
  return { exitCode: isCallers ? 2 : 1, message: messageOf(error) };
}

/** The message people need: a failed workflow's is that of its cause. */
export function messageOf(error: unknown): string {
  if (error instanceof WorkflowFailedError && error.cause) return error.cause.message;
  if (isGrpcServiceError(error)) return `Temporal refused or went away: ${error.details}`;
  return error instanceof Error ? error.message : String(error);
}
