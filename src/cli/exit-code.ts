import { ApplicationFailure, ServiceError, isGrpcServiceError } from '@temporalio/client';
import { CommanderError } from 'commander';
import { BadInput } from '../client.js';
import { causeOf } from '../client/run-result.js';
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
  return { exitCode: isCallers(rootOf(error)) ? 2 : 1, message: messageOf(error) };
}

/** The message people need: a failed workflow's is that of what failed in it. */
export function messageOf(error: unknown): string {
  const root = rootOf(error);
  if (isGrpcServiceError(root)) return `Temporal refused or went away: ${root.details}`;
  return root instanceof Error ? root.message : String(root);
}

/** What went wrong, below the errors that only say that something did. */
function rootOf(error: unknown): unknown {
  const cause = causeOf(error);
  return cause instanceof ServiceError && cause.cause ? rootOf(cause.cause) : cause;
}

/** Whether the command asked for something wrong, as far as we saw or as the worker says. */
function isCallers(error: unknown): boolean {
  if (error instanceof ApplicationFailure) return error.type === 'client_error';
  return error instanceof BadInput || error instanceof ConfigError;
}
