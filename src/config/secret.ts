import { inspect } from 'node:util';
import { registerSecret } from '../core/redact.js';

const mask = '[secret]';

/**
 * A value that never prints: not by JSON, a template string, a logger or `util.inspect`. The only
 * way to it is `reveal()`. Its text is known to `redact` from here on.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    registerSecret(value);
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [inspect.custom](): string {
    return mask;
  }
}
