export interface InstallCommandsProps {
  readonly name: string;
  /** A version or a tag that was chosen; undefined for the latest. */
  readonly spec: string | undefined;
}

const MANAGERS: readonly (readonly [name: string, command: string])[] = [
  ['npm', 'npm i'],
  ['pnpm', 'pnpm add'],
  ['yarn', 'yarn add'],
  ['bun', 'bun add'],
];

/** How to install it, with one's own package manager: a choice of four that works without JavaScript. */
export function InstallCommands({ name, spec }: InstallCommandsProps) {
  const what = quoteForShell(spec === undefined ? name : `${name}@${spec}`);
  // Types are needed to build, not to run.
  const flag = name.startsWith('@types/') ? ' -D' : '';
  return (
    <fieldset class="install" data-island="copy-text">
      <legend class="vh">Install with</legend>
      <div class="managers">
        {MANAGERS.map(([manager], index) => (
          <label>
            <input type="radio" name="manager" value={manager} checked={index === 0} autocomplete="off" />
            {manager}
          </label>
        ))}
      </div>
      {MANAGERS.map(([manager, command]) => (
        <code class={manager} data-copy>
          {command}
          {flag} {what}
        </code>
      ))}
      <button type="button" class="button copy" hidden>
        Copy
      </button>
    </fieldset>
  );
}

/** Old names hold letters that a shell would read. */
export function quoteForShell(text: string): string {
  return /^[\w@./+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
