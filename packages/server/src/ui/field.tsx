interface FieldBase {
  /** Unique on the page. */
  readonly id: string;
  readonly name: string;
  readonly label: string;
  readonly hint?: string;
  /** What is wrong with the value, in words for its author. */
  readonly error?: string;
}

export interface TextFieldProps extends FieldBase {
  readonly kind?: 'text' | 'search' | 'date' | 'number' | 'password';
  readonly value?: string;
  readonly placeholder?: string;
  readonly isRequired?: boolean;
  readonly autocomplete?: string;
}

export interface SelectFieldProps extends FieldBase {
  readonly options: readonly {
    readonly value: string;
    readonly label: string;
    readonly isCurrent?: boolean;
  }[];
}

/** A labelled input. */
export function TextField(props: TextFieldProps) {
  const { id, name, kind = 'text', value, placeholder, isRequired, autocomplete = 'off' } = props;
  return (
    <Labelled {...props}>
      <input
        id={id}
        name={name}
        type={kind}
        value={value}
        placeholder={placeholder}
        required={isRequired}
        autocomplete={autocomplete}
        aria-describedby={describedBy(props)}
        aria-invalid={props.error === undefined ? undefined : 'true'}
      />
    </Labelled>
  );
}

/** A labelled choice. */
export function SelectField(props: SelectFieldProps) {
  return (
    <Labelled {...props}>
      <select
        id={props.id}
        name={props.name}
        aria-describedby={describedBy(props)}
        aria-invalid={props.error === undefined ? undefined : 'true'}
      >
        {props.options.map((option) => (
          <option value={option.value} selected={option.isCurrent}>
            {option.label}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

/** Fields and a button in a row that wraps. */
export function FieldRow(props: { readonly children?: unknown }) {
  return <div class="fields">{props.children}</div>;
}

function Labelled(props: FieldBase & { readonly children?: unknown }) {
  return (
    <div class="field">
      <label for={props.id}>{props.label}</label>
      {props.children}
      {props.error === undefined ? null : (
        <p class="field-error" id={`${props.id}-error`}>
          {props.error}
        </p>
      )}
      {props.hint === undefined ? null : (
        <p class="hint" id={`${props.id}-hint`}>
          {props.hint}
        </p>
      )}
    </div>
  );
}

function describedBy({ id, hint, error }: FieldBase): string | undefined {
  const ids = [error === undefined ? '' : `${id}-error`, hint === undefined ? '' : `${id}-hint`];
  return ids.filter(Boolean).join(' ') || undefined;
}
