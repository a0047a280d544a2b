const KEYS: readonly (readonly [keys: readonly string[], meaning: string])[] = [
  [['/'], 'Search'],
  [['?'], 'This help'],
  [['↓', '↑'], 'Through the suggestions below the field'],
  [['Enter'], 'Open what is marked; else show all results'],
  [['Esc'], 'Close suggestions, help, a chart’s readout'],
  [['←', '→'], 'Read a chart that has the focus, day by day'],
];

/** The keys that pages listen to; opened by its button in the footer, without JavaScript too, or by `?`. */
export function KeysHelp() {
  return (
    <div class="keys" id="keys" popover="auto" role="dialog" aria-labelledby="keys-title">
      <h2 id="keys-title">Keys</h2>
      <dl>
        {KEYS.map(([keys, meaning]) => (
          <div>
            <dt>
              {keys.map((key) => (
                <kbd>{key}</kbd>
              ))}
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <label class="keys-setting" hidden>
        <input type="checkbox" /> Listen to <kbd>/</kbd> and <kbd>?</kbd>
      </label>
      <button class="button" type="button" popovertarget="keys" popovertargetaction="hide">
        Close
      </button>
    </div>
  );
}
