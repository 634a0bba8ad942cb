import { inspect } from 'node:util';

/**
 * A credential that can't be printed by accident: it reads `[secret]` in strings, JSON and
 * `inspect`. Only `reveal()` gives the value; call it where the value leaves the program.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [inspect.custom](): string {
    return '[secret]';
  }
}
