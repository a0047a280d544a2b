/** Node's hook for `console.log` and `util.inspect`, by its registered name so that this package needs no Node. */
const inspect = Symbol.for('nodejs.util.inspect.custom');

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/**
 * A value that is read from the environment when it is needed and never shown.
 *
 * Printing, JSON and inspection give `[secret NAME]`: what is not in the object cannot leak from it. So it forgets a
 * name that no variable can have, which may well be the key itself; `normalizeConfig` tells where it stands.
 */
export class Secret {
  /** The environment variable; a placeholder where `isValid` is false. */
  readonly name: string;
  /** Whether it was given the name of a variable: letters, digits and underscores. */
  readonly isValid: boolean;

  constructor(name: string) {
    this.isValid = typeof name === 'string' && NAME.test(name);
    this.name = this.isValid ? name : '(no name)';
  }

  toString(): string {
    return `[secret ${this.name}]`;
  }

  toJSON(): string {
    return this.toString();
  }

  [inspect](): string {
    return this.toString();
  }
}

/**
 * Names a secret in a configuration; its value comes from the environment, `.env`, or the file that `NAME_FILE` names.
 *
 * @example
 * secret('OPENAI_ADMIN_API_KEY')
 */
export function secret(name: string): Secret {
  return new Secret(name);
}

/** Gives the value of a secret, or undefined where none is set. */
export type ResolveSecret = (secret: Secret) => string | undefined;
