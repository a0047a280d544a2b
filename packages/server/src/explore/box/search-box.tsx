export interface SearchBoxProps {
  /** What was typed. */
  readonly value?: string;
  /** Big, in the middle of a page, with a button; otherwise in the bar on top. */
  readonly isBig?: boolean;
}

/**
 * The one search field of a page, with the grammar of the box: `pkg:name`, `@user`, `@scope/name`, free text.
 *
 * With JavaScript it becomes a combobox: packages, scopes, users and recent searches come below it as one types.
 */
export function SearchBox({ value = '', isBig = false }: SearchBoxProps) {
  return (
    <search class={isBig ? 'find big' : 'find'} aria-label="npm packages" data-island="search-box">
      <form action="/search">
        <label class="vh" for="q">
          Search npm: free text, pkg:name or @user
        </label>
        <div class="find-field">
          <input
            id="q"
            name="q"
            type="search"
            value={value}
            placeholder="Search npm, pkg:name or @user"
            maxlength={200}
            autocomplete="off"
            autocapitalize="none"
            spellcheck={false}
            enterkeyhint="search"
          />
          <span class="key" aria-hidden="true">
            /
          </span>
        </div>
        {isBig ? (
          <button type="submit" class="button primary">
            Search
          </button>
        ) : null}
        <output class="vh" />
      </form>
      <div class="find-popup" id="find-options" role="listbox" aria-label="Suggestions" hidden />
    </search>
  );
}
